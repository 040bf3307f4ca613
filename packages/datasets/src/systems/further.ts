import type { Recipe } from '../presets/recipe.ts';
import { chargedParticle } from './chargedParticle.ts';
import { henonHeiles } from './henonHeiles.ts';
import { oscillatorChain } from './oscillatorChain.ts';

const image = { size: 32, channels: 3 } as const;

/** Systems that neither the paper nor the suite has. A new one is its file, its name here, and a recipe below. */
export const furtherSystems = { henonHeiles, oscillatorChain, chargedParticle } as const;

/** How data of these systems are made. */
export const furtherPresets: readonly Recipe<keyof typeof furtherSystems | 'nBody'>[] = [
  {
    name: 'four-body',
    summary: 'four light bodies in disturbed circular orbits',
    source: 'as three-body, with more bodies',
    system: 'nBody',
    parameters: { bodies: 4, mass: 0.5, gravity: 1, friction: 0 },
    initial: { radius: [1.2, 1.5], orbitNoise: 0.1 },
    dt: 0.125,
    noise: 0,
    camera: { ...image, hues: 4, halfWidth: 3.5 },
  },
  {
    name: 'five-body',
    summary: 'five light bodies in disturbed circular orbits',
    source: 'as three-body, with more bodies',
    system: 'nBody',
    parameters: { bodies: 5, mass: 0.5, gravity: 1, friction: 0 },
    initial: { radius: [1.2, 1.5], orbitNoise: 0.1 },
    dt: 0.125,
    noise: 0,
    camera: { ...image, hues: 5, halfWidth: 3.5 },
  },
  {
    name: 'henon-heiles',
    summary: 'Hénon-Heiles between order and chaos',
    source: 'Hénon & Heiles 1964, doi:10.1086/109234',
    system: 'henonHeiles',
    parameters: { coupling: 1, friction: 0 },
    initial: { energy: [1 / 24, 1 / 8] },
    dt: 0.25,
    noise: 0,
    camera: { ...image, hues: 1, halfWidth: 1.2 },
  },
  {
    name: 'coupled-oscillators',
    summary: 'two masses between three springs',
    source: 'linear chain, solved by normal modes',
    system: 'oscillatorChain',
    parameters: { masses: 2, alpha: 0, beta: 0, friction: 0 },
    initial: { radius: [0.2, 0.6] },
    dt: 0.25,
    noise: 0,
    camera: { ...image, hues: 2, halfWidth: 1.3 },
  },
  {
    name: 'fput-alpha',
    summary: 'Fermi-Pasta-Ulam-Tsingou chain of eight masses with cubic terms',
    source: 'Fermi, Pasta, Ulam & Tsingou 1955, doi:10.2172/4376203',
    system: 'oscillatorChain',
    parameters: { masses: 8, alpha: 0.25, beta: 0, friction: 0 },
    initial: { radius: [0.2, 0.5] },
    dt: 0.25,
    noise: 0,
    camera: { ...image, hues: 8, halfWidth: 1.6 },
  },
  {
    name: 'charged-particle',
    summary: 'charge in a magnetic field and a weak trap',
    source: 'Fock 1928, doi:10.1007/BF01390750',
    system: 'chargedParticle',
    parameters: { mass: 0.5, charge: 1, magneticField: 2, springConstant: 0.5, friction: 0 },
    initial: { radius: [0.2, 1], speed: [0.5, 1.5] },
    dt: 0.125,
    noise: 0,
    camera: { ...image, hues: 1, halfWidth: 2.2 },
  },
];
