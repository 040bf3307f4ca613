import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll } from 'vitest';
import { describeModel } from '../test/describeModel.ts';
import { tinyPresets } from '../test/tiny.ts';

beforeAll(() => tf.setBackend('cpu'));

tinyPresets.forEach(describeModel);
