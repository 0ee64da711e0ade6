/**
 * The figures of the lessons, drawn in the picture language. They hold no state and no styles: a
 * page renders them to HTML at build time and links `figures.css`.
 */
import type { Component } from 'svelte';
import EnvelopeEncrypt from './EnvelopeEncrypt.svelte';
import type { FigureName } from './names.ts';

/** Each figure by the name under which a lesson asks for it. The page writes number and caption. */
export const figures = {
	'envelope-encrypt': EnvelopeEncrypt
} satisfies Partial<Record<FigureName, Component>>;
