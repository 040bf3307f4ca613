/** Frames of several rollouts side by side in memory. */
export interface Film {
  readonly rows: readonly {
    readonly label: string;
    /** [frame, height, width, channel], 0 to 255. */
    readonly frames: Uint8Array;
  }[];
  /** Frames in each row. */
  readonly length: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** An opaque picture. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** [y, x, RGBA] */
  readonly rgba: Uint8Array;
}

/** How tiles are laid. */
export interface Tiling {
  /** Screen pixels per pixel along each axis. */
  readonly scale: number;
  /** Screen pixels between tiles. */
  readonly gap: number;
  /** Red, green and blue of the gaps, 0 to 255 each; white unless told. */
  readonly paper?: readonly [number, number, number];
}

/** The film with one frame in so many kept, the first included, that at most `most` are left. */
export function thinned(film: Film, most: number): Film {
  const stride = Math.ceil(film.length / most);
  const size = film.height * film.width * film.channels;
  const length = Math.ceil(film.length / stride);
  const rows = film.rows.map((row) => {
    const frames = new Uint8Array(length * size);
    for (let i = 0; i < length; i++) {
      frames.set(row.frames.subarray(i * stride * size, (i * stride + 1) * size), i * size);
    }
    return { ...row, frames };
  });
  return { ...film, rows, length };
}

const white = [255, 255, 255] as const;

/** Every frame of every row as a tile: one row of tiles per row, one column per frame. */
export function contactSheet(film: Film, tiling: Tiling): Picture {
  return tiles(
    film,
    film.rows.flatMap((row, y) =>
      Array.from({ length: film.length }, (_, x) => ({ frames: row.frames, frame: x, x, y })),
    ),
    { columns: film.length, rows: film.rows.length, ...tiling },
  );
}

/** One moment of every row: rows with the same label stand side by side, labels one below the other. */
export function moment(film: Film, frame: number, tiling: Tiling): Picture {
  const labels = [...new Set(film.rows.map(({ label }) => label))];
  const placed = labels.flatMap((label, y) =>
    film.rows.filter((row) => row.label === label).map(({ frames }, x) => ({ frames, frame, x, y })),
  );
  const columns = Math.max(...placed.map(({ x }) => x)) + 1;
  return tiles(film, placed, { columns, rows: labels.length, ...tiling });
}

function tiles(
  film: Film,
  placed: readonly { frames: Uint8Array; frame: number; x: number; y: number }[],
  { columns, rows, scale, gap, paper = white }: Tiling & { columns: number; rows: number },
): Picture {
  const tileWidth = film.width * scale + gap;
  const tileHeight = film.height * scale + gap;
  const width = columns * tileWidth - gap;
  const height = rows * tileHeight - gap;
  const rgba = new Uint8Array(width * height * 4);
  for (let at = 0; at < rgba.length; at += 4) rgba.set([...paper, 255], at);
  for (const { frames, frame, x, y } of placed) {
    const start = frame * film.height * film.width * film.channels;
    for (let v = 0; v < film.height * scale; v++) {
      for (let u = 0; u < film.width * scale; u++) {
        const pixel = Math.floor(v / scale) * film.width + Math.floor(u / scale);
        const from = start + pixel * film.channels;
        const to = ((y * tileHeight + v) * width + x * tileWidth + u) * 4;
        for (let c = 0; c < 3; c++) rgba[to + c] = frames[from + (film.channels >= 3 ? c : 0)];
      }
    }
  }
  return { width, height, rgba };
}
