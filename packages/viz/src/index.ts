export {
  svgNode,
  mapNodes,
  type Area,
  type AttributeValue,
  type PlotFrame,
  type SvgNode,
} from './svg/node.ts';
export { escapeText, toSvgString } from './svg/string.ts';
export { toSvgElement, type SvgDocument, type SvgElementLike } from './svg/dom.ts';
export { palette, ramps, seriesColours, themeColours, type Colour, type Mode } from './theme/palette.ts';
export { figureStyle, resolveTheme, withoutStyle } from './theme/style.ts';
export { formatNumber } from './scale/format.ts';
export type { Axis, PlotScale, ScaleKind } from './scale/scale.ts';
export {
  figurePoint,
  layoutOf,
  placePlot,
  type FigureLayout,
  type PageBox,
  type Plot,
} from './chart/layoutOf.ts';
export { fitCanvas, type Context2D } from './canvas/context.ts';
export {
  paintTrajectories,
  type PaintColours,
  type PaintedTrajectory,
  type TrajectoryPaint,
} from './canvas/paintTrajectories.ts';
export { paintPoints, type PaintedPoints, type PointPaint } from './canvas/paintPoints.ts';
export {
  paintField,
  paintFrame,
  paintFrames,
  type FieldPaint,
  type FramePaint,
  type FramesPaint,
  type Scratch,
} from './canvas/paintImages.ts';
export type { FigureOptions } from './chart/layout.ts';
export type { Band, Reference } from './chart/annotations.ts';
export type { Numbers } from './chart/lines.ts';
export { prunePoints, type LinePoints, type PruneOptions } from './chart/prunePoints.ts';
export { pngDataUri, type Pixels } from './image/png.ts';
export type { ImageShape, PixelArray } from './image/frames.ts';
export { lineChart, type LineChartOptions, type LineSeries } from './figures/lineChart.ts';
export { lossCurves, type LossData, type LossOptions, type LossTerm } from './figures/lossCurves.ts';
export {
  energyAlongRollouts,
  energyDrift,
  type EnergyDrift,
  type EnergyGroup,
  type EnergyOptions,
} from './figures/energyAlongRollouts.ts';
export {
  errorPerFrame,
  rolloutColours,
  type BaselineErrors,
  type FrameErrorData,
  type FrameErrorOptions,
  type FrameErrors,
} from './figures/errorPerFrame.ts';
export {
  filmStrips,
  type FilmData,
  type FilmOptions,
  type FilmPicture,
  type FilmPictures,
  type FilmRow,
} from './figures/filmStrips.ts';
export { phasePortrait, type PhaseOptions, type PhaseTrajectory } from './figures/phasePortrait.ts';
export {
  latentChart,
  type LatentData,
  type LatentOptions,
  type LatentPlane,
  type LatentPoints,
} from './figures/latentChart.ts';
export {
  poincareSection,
  type SectionData,
  type SectionOptions,
  type SectionOrbit,
} from './figures/poincareSection.ts';
export type { PlaneData, PlaneOptions } from './chart/plane.ts';
export { streamlines, type StreamlineOptions } from './fields/streamlines/streamlines.ts';
export {
  traceStreamlines,
  type Streamline,
  type StreamlineSpacing,
} from './fields/streamlines/traceStreamlines.ts';
export { surface, type SurfaceFigureOptions } from './fields/surface/surface.ts';
export { surfaceLayout, type SurfaceLayout, type SurfaceOptions } from './fields/surface/surfaceLayout.ts';
export { paintSurface, type SurfacePaint } from './canvas/paintSurface.ts';
export type { BandKey } from './fields/bands.ts';
export type { FaceOptions } from './fields/surface/surfaceFaces.ts';
export {
  barsAgainstBaseline,
  type BarData,
  type BarOptions,
  type Baseline,
  type ErrorBar,
} from './comparisons/barsAgainstBaseline.ts';
export { dotRows, type DotRow, type DotRowsOptions } from './comparisons/dotRows.ts';
export {
  measuredOrder,
  workPrecision,
  type WorkOptions,
  type WorkSeries,
} from './comparisons/workPrecision.ts';
export { imageGrid, type ImageGridData, type ImageGridOptions } from './figures/imageGrid.ts';
export {
  sampleField,
  sampleVectors,
  type FieldGrid,
  type GridShape,
  type VectorGrid,
} from './fields/grid.ts';
export { contourMap, type ContourOptions } from './fields/contourMap.ts';
export { vectorField, type VectorFieldOptions } from './fields/vectorField.ts';
export type { BandOptions, ColourMap } from './fields/bands.ts';
export { fieldPixels, type FieldPixelsOptions } from './fields/fieldPixels.ts';
export { fieldPanels, type FieldPanel, type PanelOptions, type PanelRow } from './fields/fieldPanels.ts';
export type { FieldTrajectory } from './fields/overlay.ts';
export {
  htmlReport,
  type DrawnFigure,
  type Highlight,
  type Report,
  type ReportFigure,
  type ReportSection,
} from './report/htmlReport.ts';
export type { Table, TableCell, TableColumn } from './report/table.ts';
