import type { Player } from '../src/index.ts';

/** What is played in a Worker and in Node: from input frames into the past. */
export async function playPast(player: Player): Promise<{ film: number[]; H: number[] }> {
  const frames = Float32Array.from({ length: player.sizes.frames }, (_, i) => ((i * 131) % 251) / 255);
  const { q, p } = await player.encode(frames);
  const past = await player.rollout({ from: { q, p }, dt: -player.description.dt, frames: 20 });
  const film = await player.decode(past);
  const energy = await player.hamiltonian?.(past);
  await player.dispose();
  return { film: Array.from(film), H: Array.from(energy?.H ?? []) };
}
