/**
 * How many operations a second LocalKms carries out in Chromium, one after the other.
 * `node tests/bench/kms.bench.ts` prints JSON: calls of one caller through the whole service (policy,
 * state, cryptography, audit), beside `webcrypto`, the cryptographic calls that the operation cannot do
 * without, alone.
 */
import path from 'node:path';
import { servePage } from '../interop/browser-page.ts';
import type * as page from './kms/page.ts';

declare const bench: Pick<typeof page, 'operations'>;

const { openPage, close } = await servePage(path.join(import.meta.dirname, 'kms/page.ts'), 'bench');
const opened = await openPage();
const rows = await opened.evaluate(() => bench.operations());
await close();
console.log(JSON.stringify({ unit: 'operations a second', rows }));
