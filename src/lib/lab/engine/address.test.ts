import { expect, it } from 'vitest';
import { isOwnAddress, linkTo, publicAddressOf } from './address.ts';

it.each([
	['http://localhost:4173/', true],
	['http://127.0.0.1:80/', true],
	['http://[::1]:4173/', true],
	['https://keywrap.localhost/', true],
	['https://keywrap.example/', false],
	['http://192.168.1.20/', false]
])('tells that %s opens on this device only: %s', (address, own) => {
	expect(isOwnAddress(address)).toBe(own);
});

it.each([
	['https://keywrap.example', 'https://keywrap.example/'],
	['keywrap.example/app', 'https://keywrap.example/app/'],
	['https://keywrap.example/app/lab/envelope/?x#step=store', 'https://keywrap.example/app/'],
	['http://192.168.1.20:8080/', 'http://192.168.1.20:8080/'],
	['http://localhost:4173/', undefined],
	['ftp://keywrap.example/', undefined],
	['javascript:alert(1)', undefined],
	['keywrap', undefined],
	['', undefined]
])('takes %s for %s', (typed, address) => {
	expect(publicAddressOf(typed)).toBe(address);
});

it('names scenario, step and state', () => {
	const to = { scenario: 'envelope', step: 'store' };
	expect(linkTo('https://a.example/', to)).toBe('https://a.example/lab/envelope/#step=store');
	expect(linkTo('https://a.example/', { ...to, state: 'Ab-_' })).toBe(
		'https://a.example/lab/envelope/#step=store&state=Ab-_'
	);
});
