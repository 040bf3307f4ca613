//! Runs an ONNX file in rten: `hgn-rten MODEL.onnx FOLDER NAME:SHAPE…`.
//!
//! Input NAME of shape 2x3 is read from FOLDER/NAME.in, raw float32 in the processor's order, row-major; a scalar has an
//! empty shape. Every output is written to FOLDER/NAME.out likewise.

use std::error::Error;
use std::path::Path;
use std::{env, fs};

use rten::{Model, NodeId, Value, ValueOrView};
use rten_tensor::prelude::*;
use rten_tensor::Tensor;

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = env::args().skip(1).collect();
    let [file, folder, inputs @ ..] = args.as_slice() else {
        return Err("usage: hgn-rten MODEL.onnx FOLDER NAME:SHAPE…".into());
    };
    let folder = Path::new(folder);
    let model = Model::load_file(file)?;
    let feeds = inputs
        .iter()
        .map(|input| read_input(&model, folder, input))
        .collect::<Result<Vec<_>, _>>()?;
    let wanted = model.output_ids();
    for (&id, value) in wanted.iter().zip(model.run(feeds, wanted, None)?) {
        let info = model.node_info(id).ok_or("an output is no node")?;
        let name = info.name().ok_or("an output has no name")?;
        let values: Tensor<f32> = value.try_into()?;
        let bytes: Vec<u8> = values.iter().flat_map(|x| x.to_ne_bytes()).collect();
        fs::write(folder.join(format!("{name}.out")), bytes)?;
    }
    Ok(())
}

fn read_input(
    model: &Model,
    folder: &Path,
    input: &str,
) -> Result<(NodeId, ValueOrView<'static>), Box<dyn Error>> {
    let (name, shape) = input.split_once(':').ok_or("an input must be NAME:SHAPE")?;
    let shape = shape
        .split('x')
        .filter(|length| !length.is_empty())
        .map(str::parse)
        .collect::<Result<Vec<usize>, _>>()?;
    let values: Vec<f32> = fs::read(folder.join(format!("{name}.in")))?
        .chunks_exact(4)
        .map(|bytes| f32::from_ne_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
        .collect();
    let value: Value = Tensor::try_from_data(shape.as_slice(), values)?.into();
    Ok((model.node_id(name)?, value.into()))
}
