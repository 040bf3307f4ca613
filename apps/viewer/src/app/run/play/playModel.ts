import type { State } from '@hgn/datasets';
import type { States } from '@hgn/player';
import { formatNumber } from '@hgn/viz';
import { decodeFloats, encodeFloats } from '../../state/floats.ts';
import { el } from '../../style/el.ts';
import { problemNote } from '../../style/showProblem.ts';
import type { PlayerClient } from '../../workers/playerClient.ts';
import type { TabContext } from '../runTab.ts';
import { hasOwnData, keptScenes } from '../unseen/keptScenes.ts';
import { createClock } from './moving/clock.ts';
import { createControls, isPace, paceOf, signed } from './controls.ts';
import { dragObject } from './dragObject.ts';
import { createEnergyStrip } from './energyStrip.ts';
import { presetOf, testFilm, type Film } from './truth/firstFilm.ts';
import { latestWins } from './moving/latestWins.ts';
import { energyAt, reach } from './moving/modelPath.ts';
import { numbersTable } from './numbersTable.ts';
import { orbitsIn, rollOrbits, type Orbits } from './orbits.ts';
import { createPhaseView, type PhaseScene } from './phaseView.ts';
import { domainsOf, planesOf, truthOf, type Plane } from './planes.ts';
import { createPlayback } from './moving/playback.ts';
import { fittedChart, keptReference, referenceStates, type Reference } from './truth/referenceStates.ts';
import { savePath } from './moving/savePath.ts';
import { createStage } from './stage.ts';

/** What playing needs beside a tab's context. */
export interface PlayContext extends TabContext {
  readonly opened: PlayerClient;
  readonly seed: number;
  readonly system: string | undefined;
}

/** Builds the play view around an opened model, in place of what `host` held; resolves when the first frame stands. */
export async function playModel(host: HTMLElement, context: PlayContext): Promise<void> {
  const { opened: player, signal, state: address, seed } = context;
  const { description } = player;
  const size = player.sizes.state;
  const hasOwn = await hasOwnData(context.source);
  const kept = hasOwn ? await keptScenes(context.source) : undefined;
  const preset = hasOwn ? undefined : presetOf(context.system ?? description.system, description.image);
  const facts = preset === undefined ? undefined : { preset, seed, shape: description };

  let film: Film | undefined;
  let filmIndex = 0;
  let planes: readonly Plane[] = description.chart === undefined ? [] : planesOf(description.chart);
  let plane: Plane | undefined;
  let reference: Reference | undefined;
  let orbits: Orbits | undefined;
  /** The true state at the anchor, as long as the anchor was inferred from true frames. */
  let truth: State | undefined;

  const stage = createStage(description.image);
  const controls = createControls();
  const energy = createEnergyStrip(signal);
  const readout = el('output', { class: 'readout', 'aria-live': 'off' });
  const problem = problemNote(signal);
  let tasks = 0;
  /** Whoever waits for the picture of a wish, as tests do, reads it off the view. */
  const onBusy = (isBusy: boolean): void => {
    tasks += isBusy ? 1 : -1;
    host.dataset.busy = tasks > 0 ? 'yes' : 'no';
  };

  const playback = createPlayback(
    player,
    {
      onMoment: (moment) => {
        stage.show(moment.frame);
        describe();
        phase.paint(moment.steps + reach);
        energy.paint(moment.steps);
        controls.setTime(moment.steps, stepTime());
      },
      onPath: (path) => {
        energy.setPath(path.energies, spread());
        showPhase();
        describe();
      },
      onError: problem.saying('The model stopped'),
      onBusy,
    },
    signal,
  );
  const stepTime = (): number => description.dt * playback.speed();
  const spread = (): number | undefined =>
    reference?.energies === undefined ? undefined : reference.energies[1] - reference.energies[0];
  const clock = createClock(playback.steps, playback.seek, controls.setPlaying, signal);

  /** Writes what is seen into the address, so that it can be copied and comes back to the bit. */
  const remember = (): void => {
    const anchor = playback.anchor();
    if (anchor === undefined) return;
    address.write({
      t: playback.steps() === 0 ? undefined : String(playback.steps()),
      speed: playback.speed() === 1 ? undefined : String(playback.speed()),
      chart: plane === undefined || plane === planes[0] ? undefined : plane.id,
      state: encodeFloats([...anchor.q, ...anchor.p]),
    });
  };
  const restart = (anchor: States, trueState: State | undefined): void => {
    truth = trueState;
    problem.clear();
    playback.restart(anchor);
  };

  // Phase space.
  const place = (): { q: number; p: number } | undefined => {
    const now = playback.moment();
    if (plane === undefined || now === undefined) return undefined;
    const { q, p } = plane.project(now.state, size);
    return { q: q[0], p: p[0] };
  };
  let grabbed: States | undefined;
  const phase = createPhaseView(
    {
      onGrab: () => {
        clock.pause();
        grabbed = playback.moment()?.state;
      },
      onMove: (to) => {
        if (plane === undefined || grabbed === undefined) return;
        const from = plane.project(grabbed, size);
        restart(plane.moved(grabbed, { q: to.q - from.q[0], p: to.p - from.p[0] }), undefined);
      },
      onRelease: () => {
        grabbed = undefined;
        remember();
      },
      onNudge: (by) => {
        const now = playback.anchor();
        if (plane === undefined || now === undefined) return;
        clock.pause();
        const from = playback.steps() === 0 ? now : (playback.moment()?.state ?? now);
        restart(plane.moved(from, by), undefined);
        remember();
      },
    },
    signal,
  );
  let scene: PhaseScene | undefined;
  const showPhase = (): void => {
    const path = playback.path();
    if (plane === undefined) return;
    const line = path === undefined ? undefined : plane.project(path.states, size);
    const cloud = reference === undefined ? undefined : plane.project(reference.latent, size);
    const shown = orbits === undefined ? undefined : orbitsIn(plane, orbits, size);
    const known = cloud ?? line;
    scene = {
      plane,
      domains:
        known === undefined ? domainsOf([]) : domainsOf(shown === undefined ? [known] : [known, ...shown]),
      cloud,
      path: line,
      orbits: shown,
    };
    phase.setScene(scene);
    phase.paint(playback.steps() + reach);
  };
  const choosePlane = (id: string | undefined): void => {
    plane = planes.find((one) => one.id === id) ?? planes[0];
    controls.plane.replaceChildren(
      ...planes.map((one) => el('option', { value: one.id, selected: one === plane }, one.title)),
    );
    controls.plane.disabled = planes.length < 2;
    showPhase();
    describe();
  };
  const describe = (): void => {
    const at = place();
    const path = playback.path();
    const words =
      at === undefined || plane === undefined
        ? []
        : [
            `${shortLabel(plane.labels[0])} ${signed(at.q, 2)}`,
            `${shortLabel(plane.labels[1])} ${signed(at.p, 2)}`,
          ];
    const H = path === undefined ? undefined : energyAt(path, playback.steps());
    const start = path?.energies?.[reach];
    if (H !== undefined && start !== undefined) {
      const change = (100 * (H - start)) / (spread() ?? Math.max(Math.abs(start), 1e-9));
      words.push(`H ${formatNumber(H)} (${signed(change, 1)} %)`);
    }
    readout.textContent = words.join(', ');
  };

  // The picture: where the truth is known, its bodies can be dragged.
  const holding = latestWins<State>(
    async (held) => {
      if (film === undefined) return;
      const { q, p } = await player.encode(film.scene.inputFrames(held));
      if (!signal.aborted) restart({ q, p }, held);
    },
    problem.saying('No state can be inferred from where the body is held'),
    onBusy,
  );
  const trueStateNow = (): State => {
    const time = playback.steps() * stepTime();
    if (truth !== undefined && film !== undefined) return time === 0 ? truth : film.scene.after(truth, time);
    const now = playback.moment();
    const gauge = description.chart?.gauge ?? fitted?.gauge;
    if (now === undefined || gauge === undefined)
      return film?.state ?? { q: new Float64Array(1), p: new Float64Array(1) };
    return truthOf(gauge.toTruth, now.state);
  };
  let fitted: typeof description.chart;
  const startFilm = async (index: number): Promise<void> => {
    if (facts !== undefined) {
      film = testFilm(facts, index);
      const { q, p } = await player.encode(film.frames);
      restart({ q, p }, film.state);
    } else if (kept !== undefined) {
      const begin = (index % kept.data.trajectories) * kept.data.length * kept.frameSize;
      const { q, p } = await player.encode(kept.frames.subarray(begin, begin + player.sizes.frames));
      restart({ q, p }, undefined);
    } else restart(await player.state(new Float32Array(player.sizes.latent)), undefined);
  };

  // What stands in the address wins over the first film.
  const readAddress = async (): Promise<void> => {
    const speed = Number(address.get('speed') ?? '1');
    playback.setSpeed(isPace(speed) ? speed : 1);
    controls.setSpeed(playback.speed());
    const numbers = decodeFloats(address.get('state') ?? '', 2 * size);
    const steps = Number(address.get('t') ?? '0');
    if (facts !== undefined) film = testFilm(facts, filmIndex);
    if (numbers === undefined) await startFilm(filmIndex);
    else playback.restart({ q: numbers.slice(0, size), p: numbers.slice(size) });
    if (Number.isFinite(steps) && steps !== 0) playback.seek(steps);
    choosePlane(address.get('chart'));
  };

  controls.play.addEventListener('click', () => {
    if (clock.playing()) {
      clock.pause();
      remember();
    } else clock.play();
  });
  controls.time.addEventListener('input', () => {
    clock.pause();
    playback.seek(Number(controls.time.value));
  });
  controls.time.addEventListener('change', remember);
  controls.speed.addEventListener('input', () => {
    playback.setSpeed(paceOf(controls.speed));
    controls.setSpeed(playback.speed());
    if (orbits !== undefined) showOrbits();
  });
  controls.speed.addEventListener('change', remember);
  controls.plane.addEventListener('change', () => {
    choosePlane(controls.plane.value);
    remember();
  });
  controls.other.addEventListener('click', () => {
    filmIndex += 1;
    startFilm(filmIndex).then(remember).catch(problem.saying('The film cannot be played'));
  });
  controls.here.addEventListener('click', () => {
    const now = playback.moment();
    if (now === undefined) return;
    clock.pause();
    restart(now.state, truth === undefined ? undefined : trueStateNow());
    remember();
  });
  controls.other.hidden = facts === undefined && (kept?.data.trajectories ?? 0) < 2;
  const showOrbits = (): void => {
    const wanted = controls.orbits.checked;
    if (!wanted || reference === undefined) {
      orbits = undefined;
      showPhase();
      return;
    }
    rollOrbits(player, reference, stepTime(), signal)
      .then((rolled) => {
        if (!controls.orbits.checked) return;
        problem.clear();
        orbits = rolled;
        host.dataset.orbits = String(rolled.count);
        showPhase();
      })
      .catch(problem.saying('The orbits cannot be drawn'));
  };
  controls.orbits.addEventListener('change', showOrbits);
  controls.link.addEventListener('click', () => {
    remember();
    void navigator.clipboard.writeText(location.href).then(
      () => say(controls.link, 'Copied'),
      () => say(controls.link, 'The address bar holds it'),
    );
  });

  await readAddress();
  // At t = 0 a picture needs no path: it stands before there is one.
  await (playback.steps() === 0 ? playback.pictured() : playback.idle());
  stage.canvas.setAttribute(
    'aria-label',
    `What the model sees${film === undefined || film.scene.discs === 0 ? '' : '; arrow keys drag the body, with Shift further'}`,
  );
  if (film !== undefined && film.scene.discs > 0) {
    stage.canvas.classList.add('draggable');
    stage.canvas.tabIndex = 0;
    stage.canvas.setAttribute('role', 'application');
    stage.canvas.setAttribute('aria-roledescription', 'picture');
    dragObject(
      stage,
      {
        scene: film.scene,
        truth: trueStateNow,
        onHold: (held) => {
          clock.pause();
          holding.give(held);
        },
        onRelease: () => void holding.idle().then(remember),
      },
      signal,
    );
  }
  const hint =
    film === undefined || film.scene.discs === 0
      ? 'Drag the state in the phase view, or scrub through time.'
      : 'Drag the body in the picture, or the state in the phase view; scrub through time.';
  const save = savePath({
    name: context.source.name,
    player,
    image: description.image,
    canvas: stage.canvas,
    path: playback.path,
    scene: () => scene,
  });
  host.replaceChildren(
    el('div', { class: 'card play-stage' }, stage.element, readout, save.film),
    el('div', { class: 'card play-phase' }, phase.element, save.phase),
    el('div', { class: 'card play-time-card' }, controls.element, energy.element, save.energy),
    el('p', { class: 'muted play-hint' }, hint),
    problem.element,
    numbersTable(() => ({ path: playback.path(), plane })),
  );
  host.dataset.ready = 'yes';
  performance.mark('hgn-first-frame');
  context.tellPlaying(() => playback.moment()?.state);
  address.subscribe(() => {
    readAddress().catch(problem.saying('What the address asks for cannot be played'));
  }, signal);
  if (!matchMedia('(prefers-reduced-motion: reduce)').matches && address.get('t') === undefined) clock.play();

  const references =
    facts !== undefined
      ? referenceStates(player, facts, signal)
      : kept !== undefined
        ? keptReference(player, kept)
        : undefined;
  if (references === undefined) {
    if (planes.length === 0) host.classList.add('without-plane');
    return;
  }
  void references
    .then(async (found) => {
      reference = found;
      if (description.chart === undefined) {
        fitted = await fittedChart(found);
        planes = planesOf(fitted);
      }
      choosePlane(address.get('chart'));
      energy.setPath(playback.path()?.energies, spread());
      host.dataset.reference = 'yes';
      if (controls.orbits.checked) showOrbits();
    })
    .catch(problem.saying('The states of unseen films cannot be inferred'));
}

/** A label short enough for the line of numbers. */
const shortLabel = (label: string): string => label.replace(' principal axis', ' axis');

/** Says a word on a button for a moment. */
function say(button: HTMLButtonElement, word: string): void {
  const before = button.textContent;
  button.textContent = word;
  setTimeout(() => (button.textContent = before), 1500);
}
