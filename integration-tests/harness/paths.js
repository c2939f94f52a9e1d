/** @file Where things are. */

import { fileURLToPath } from 'node:url';

/** The repository. */
export const home = fileURLToPath(new URL('../../', import.meta.url));

/** What the tests leave: tones, screenshots of what failed. */
export const target = fileURLToPath(new URL('../target/', import.meta.url));
