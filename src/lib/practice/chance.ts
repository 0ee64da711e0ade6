/** A seed that nobody chose: a whole number below 2^32. */
export const seedOfChance = (): number => crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
