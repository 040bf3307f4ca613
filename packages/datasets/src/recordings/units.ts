/** A unit that is known: what one of it is in the SI's, and what that is called. */
interface Unit {
  readonly si: string;
  readonly factor: number;
}

/** What a column's label says: its name, its unit as written, and how values come into SI units. */
export interface Label extends Unit {
  readonly name: string;
  /** As written; empty where none is. */
  readonly stated: string;
}

const degree = Math.PI / 180;
const turn = 2 * Math.PI;

function units(si: string, factors: Readonly<Record<string, number>>): [string, Unit][] {
  return Object.entries(factors).flatMap(([names, factor]) =>
    names.split(' ').map((name): [string, Unit] => [name, { si, factor }]),
  );
}

const known = new Map<string, Unit>([
  ...units('s', {
    's sec secs second seconds Sekunden': 1,
    'ms msec millisecond milliseconds': 1e-3,
    'us µs μs microsecond microseconds': 1e-6,
    'ns nanosecond nanoseconds': 1e-9,
    'min minute minutes': 60,
    'h hour hours': 3600,
  }),
  ...units('rad', {
    'rad rads radian radians': 1,
    mrad: 1e-3,
    'deg degs degree degrees °': degree,
    'rev revs revolution revolutions turn turns': turn,
  }),
  ...units('m', {
    'm meter meters metre metres': 1,
    dm: 0.1,
    'cm centimeter centimeters': 0.01,
    'mm millimeter millimeters': 1e-3,
    'um µm μm micron microns': 1e-6,
    nm: 1e-9,
    km: 1000,
    'in inch inches': 0.0254,
    'ft feet foot': 0.3048,
  }),
  ...units('kg', { kg: 1, g: 1e-3 }),
  ...units('N', { N: 1, mN: 1e-3, kN: 1000 }),
  ...units('N m', { 'Nm N·m N*m N.m N-m': 1, 'mNm mN·m': 1e-3, 'kNm kN·m': 1000, 'Ncm N·cm': 0.01 }),
  ...units('A', { 'A amp amps ampere': 1, mA: 1e-3 }),
  ...units('V', { 'V volt volts': 1, mV: 1e-3 }),
  ...units('W', { W: 1, mW: 1e-3 }),
  ...units('J', { J: 1, mJ: 1e-3 }),
  ...units('Hz', { Hz: 1, kHz: 1000 }),
  ...units('rad/s', { rpm: turn / 60, rps: turn, 'dps degps': degree }),
  ...units('px', { 'px pixel pixels': 1 }),
]);

/** Units that a label may end in after an underscore without being mistaken for a part of the name. */
const endings = 'ms us ns sec deg degrees rad radians mrad mm cm rpm Nm mNm dps px seconds'.split(' ');

function unitOf(text: string): Unit | undefined {
  const tight = text.trim().replace(/\s*([/·*^])\s*/g, '$1');
  const direct = known.get(tight) ?? known.get(tight.replace(/\s+/g, ''));
  if (direct) return direct;
  const quotient =
    /^(.+)\/(s|sec|min|h|ms)(?:(?:\^|\*\*)?2|²)?$/.exec(tight) ??
    /^(.+?)\s*(s)(?:\^?-[12]|⁻[¹²])$/.exec(tight);
  if (!quotient) return undefined;
  const [above, below] = [known.get(quotient[1].trim()), known.get(quotient[2])];
  if (!above || !below) return undefined;
  const squared = /(2|²)$/.test(tight);
  return {
    si: `${above.si}/${below.si}${squared ? '^2' : ''}`,
    factor: above.factor / below.factor ** (squared ? 2 : 1),
  };
}

/** Whether a word is a unit that is turned into the SI's. */
export function isUnit(text: string): boolean {
  return unitOf(text) !== undefined;
}

/**
 * The factor that brings values into SI units; 1 for a unit that is not known, which then stays.
 * @example
 * const { si, factor } = unitFactor('deg/s'); // rad/s, pi / 180
 */
export function unitFactor(stated: string): { readonly si: string; readonly factor: number } {
  return unitOf(stated) ?? { si: stated, factor: 1 };
}

function split(label: string): { name: string; stated: string } {
  const text = label.trim();
  const bracketed = /^(.*?)\s*(?:\[\s*([^\]]*?)\s*\]|\(\s*([^)]*?)\s*\))$/.exec(text);
  if (bracketed && bracketed[1] !== '') {
    const stated = bracketed[2] ?? bracketed[3];
    // theta(t) and x(1) are names.
    if (bracketed[2] !== undefined || isUnit(stated)) return { name: bracketed[1], stated };
  }
  const after = /^(.+?)\s*(?:,|\bin\b|\/)\s*([^,]+)$/.exec(text);
  if (after && isUnit(after[2])) return { name: after[1], stated: after[2].trim() };
  const ending = /^(.+)[_ ]([^_ ]+)$/.exec(text);
  if (
    ending &&
    (endings.includes(ending[2]) || (/^(t|time)$/i.test(ending[1]) && unitOf(ending[2])?.si === 's'))
  ) {
    return { name: ending[1], stated: ending[2] };
  }
  return { name: text, stated: '' };
}

/**
 * Takes the label of a column apart: `angle1 [deg]`, `angle (deg)`, `t / ms`, `length, mm`, `time_ms`.
 * @example
 * const { name, factor } = parseLabel('angle1 [deg]'); // angle1, pi / 180
 */
export function parseLabel(label: string): Label {
  const { name, stated } = split(label);
  return { name, stated, ...unitFactor(stated) };
}
