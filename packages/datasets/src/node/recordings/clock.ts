const date =
  /^(\d{4})[-/.](\d\d)[-/.](\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,](\d+))?(?:\s*(Z|[+-]\d\d:?\d\d))?$/;
const ofDay = /^(\d{1,3}):(\d\d):(\d\d)(?:[.,](\d+))?$/;

function seconds(cell: string): number | undefined {
  const full = date.exec(cell);
  if (full) {
    const [, year, month, day, hour, minute, second, fraction = '0', zone = 'Z'] = full;
    const whole = Date.parse(
      `${year}-${month}-${day}T${hour}:${minute}:${second}${zone.replace(/^([+-]\d\d):?(\d\d)$/, '$1:$2')}`,
    );
    return Number.isNaN(whole) ? undefined : whole / 1000 + Number(`0.${fraction}`);
  }
  const clock = ofDay.exec(cell);
  if (!clock) return undefined;
  const [, hour, minute, second, fraction = '0'] = clock;
  return 3600 * Number(hour) + 60 * Number(minute) + Number(second) + Number(`0.${fraction}`);
}

/**
 * Seconds of a column of dates (2024-05-01T12:00:00.25Z) or times of day (12:00:00.25); without a zone they are taken as
 * UTC.
 * @returns nothing unless every cell is one
 */
export function clockOf(cells: readonly string[]): Float64Array | undefined {
  const times = new Float64Array(cells.length);
  for (const [i, cell] of cells.entries()) {
    const time = seconds(cell);
    if (time === undefined) return undefined;
    times[i] = time;
  }
  return cells.length === 0 ? undefined : times;
}
