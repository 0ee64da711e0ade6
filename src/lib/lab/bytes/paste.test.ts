import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeBase64, encodeHex, encodeUtf8 } from '#lib/crypto/index.ts';
import { runSteps } from './fields.ts';
import { plainText, readPasted, textInFile } from './paste.ts';
import type { Pasted, PasteForm, PasteProblem } from './paste.ts';

const bytes = new Uint8Array(150).map((_, i) => (i * 37 + 2) & 0xff);
const hex = encodeHex(bytes);
const base64 = encodeBase64(bytes);

function read(text: string, as?: PasteForm): Pasted {
	const result = readPasted(text, as);
	if ('problem' in result) throw new Error(result.problem);
	return result;
}

function refused(text: string): PasteProblem {
	const result = readPasted(text);
	if (!('problem' in result)) throw new Error('It was read.');
	return result;
}

const pairs = hex.match(/../g) ?? [];
const xxd = Array.from({ length: Math.ceil(bytes.length / 16) }, (_, row) => {
	const part = bytes.subarray(row * 16, row * 16 + 16);
	const groups = encodeHex(part).replace(/(.{4})(?=.)/g, '$1 ');
	return `${(row * 16).toString(16).padStart(8, '0')}: ${groups.padEnd(39)}  ${'.'.repeat(part.length)}`;
}).join('\n');
const hexdump = [
	...Array.from({ length: Math.ceil(bytes.length / 16) }, (_, row) => {
		const part = [...bytes.subarray(row * 16, row * 16 + 16)].map((byte) =>
			byte.toString(16).padStart(2, '0')
		);
		const columns = `${part.slice(0, 8).join(' ')}  ${part.slice(8).join(' ')}`;
		return `${(row * 16).toString(16).padStart(8, '0')}  ${columns.padEnd(48)}  |${'.'.repeat(part.length)}|`;
	}),
	'00000096'
].join('\n');

describe('a pasted text', () => {
	it.each([
		['hex', hex],
		['hex in capitals', hex.toUpperCase()],
		['hex in lines', hex.replace(/(.{32})/g, '$1\r\n')],
		['hex with spaces', pairs.join(' ')],
		['hex with colons', pairs.join(':')],
		['0x before all of it', `0x${hex}`],
		['0x before each byte', `{ ${pairs.map((pair) => `0x${pair}`).join(', ')} }`],
		['\\x before each byte', `"${pairs.map((pair) => `\\x${pair}`).join('')}"`],
		['xxd', xxd],
		['hexdump -C', hexdump]
	])('is read as %s', (_name, text) => {
		const { bytes: found, form } = read(text);
		expect(form).toBe('hex');
		expect(encodeHex(found)).toBe(hex);
	});

	it.each([
		['base64', base64],
		['base64 in lines', base64.replace(/(.{64})/g, '$1\n')],
		['base64 without padding', base64.replace(/=+$/, '')],
		['base64url', base64.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')],
		['a data URL', `data:application/octet-stream;base64,${base64}`],
		[
			'a PEM block',
			`-----BEGIN MESSAGE-----\n${base64.replace(/(.{64})/g, '$1\n')}\n-----END MESSAGE-----\n`
		],
		['quoted', `'${base64}'`],
		['an answer of the CLI', `{\n  "KeyId": "arn:aws:kms:…",\n  "CiphertextBlob": "${base64}"\n}`],
		['invisible characters', `\ufeff${base64.slice(0, 9)}\u200b${base64.slice(9)}`]
	])('is read as %s', (_name, text) => {
		const { bytes: found, form } = read(text);
		expect(form).toBe('base64');
		expect(encodeHex(found)).toBe(hex);
	});

	it('of any bytes gives the bytes, in either form', () => {
		fc.assert(
			fc.property(fc.uint8Array({ minLength: 12, maxLength: 400 }), (any) => {
				expect(read(encodeHex(any), 'hex').bytes).toEqual(any);
				expect(read(encodeBase64(any), 'base64').bytes).toEqual(any);
			})
		);
	});

	it('that fits both is hex, and can be read the other way', () => {
		const both = read('0204 0578 abcd');
		expect(both).toMatchObject({ form: 'hex', alsoFits: 'base64' });
		expect(read('0204 0578 abcd', 'base64').bytes).toHaveLength(9);
		expect(read('AgR4').alsoFits).toBeUndefined();
	});

	it('that is neither says where', () => {
		expect(refused(`${base64.slice(0, 20)}!${base64.slice(20)}`)).toMatchObject({
			at: 20,
			line: 1,
			column: 21,
			problem: '“!” at character 21 is in neither hex nor base64.'
		});
		expect(refused('02 05 78\n1g 02 03 04 05')).toMatchObject({ line: 2, column: 2 });
		expect(refused('02 05 78\n1g 02 03 04 05').problem).toContain('“g” at line 2, column 2');
		expect(refused('02 05 78 01 2').problem).toContain('odd');
		expect(refused('Grüße an alle').problem).toContain('“ü” at character 3');
		expect(refused('AgR4A').problem).toContain('alone');
		expect(refused('AgR4AB=').problem).toContain('padding');
		expect(refused('AgR4AB==').problem).toContain('bits to spare');
		expect(refused('Ag==R4').problem).toContain('ends base64');
		expect(refused('data:text/plain,hello').problem).toContain('data URL');
		expect(refused('-----BEGIN X-----\nAgR4').problem).toContain('-----END');
		expect(refused('  \n').problem).toContain('nothing');
	});

	it('never makes the reader fail, whatever it is', () => {
		const codes = fc.oneof(fc.nat(0x7f), fc.nat(0xffff));
		fc.assert(
			fc.property(fc.array(codes, { maxLength: 200 }), (units) => {
				const text = String.fromCharCode(...units);
				const result = readPasted(text);
				if ('problem' in result) {
					expect(result.problem).toMatch(/\.$/);
					expect(result.at).toBeLessThanOrEqual(text.length);
				} else expect(result.bytes.length).toBeGreaterThanOrEqual(0);
			})
		);
	});
});

describe('a file', () => {
	it('of text stands for what the text stands for', () => {
		expect(textInFile(encodeUtf8(`${base64}\n`))?.bytes).toEqual(bytes);
		expect(textInFile(encodeUtf8(hex))?.form).toBe('hex');
	});
	it('of anything else is itself', () => {
		expect(textInFile(bytes)).toBeUndefined();
		expect(textInFile(new Uint8Array())).toBeUndefined();
		expect(textInFile(encodeUtf8('This is prose, not bytes.'))).toBeUndefined();
	});
});

describe('a long text', () => {
	const read = (text: string) => runSteps(plainText(encodeUtf8(text)));
	it('that is nothing but hex or base64 gives its bytes, as a short one does', () => {
		fc.assert(
			fc.property(fc.uint8Array({ minLength: 1, maxLength: 200 }), (bytes) => {
				const hex = encodeHex(bytes).replace(/(.{60})/g, '$1\n');
				expect(read(hex)).toEqual({ bytes, form: 'hex' });
				const base64 = encodeBase64(bytes).replace(/(.{76})/g, '$1\r\n');
				// Of hex digits alone it would be hex.
				if (/[g-z+/=]/i.test(base64)) expect(read(base64)).toEqual({ bytes, form: 'base64' });
			})
		);
	});
	it('that is something else, or of which some is missing, gives none', () => {
		for (const text of ['Dear all!', '020', 'AgV4A', 'AgV4AB', 'Ag==AgV4', '02:05', ''])
			expect(read(text)?.bytes.length ?? 0, text).toBe(0);
	});
	it('can be left between two of its steps', () => {
		const steps = plainText(encodeUtf8('0a'.repeat(2 ** 20)));
		expect(steps.next()).toMatchObject({ done: false });
	});
});
