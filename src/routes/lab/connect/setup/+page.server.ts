import { getFacts } from '#lib/server/index.ts';

const shown = ['key-price-reported', 'request-price-reported', 'key-monthly-fee'];

/** What the page says of prices comes from the ledger of facts. */
export const load = async () => ({
	facts: (await getFacts()).filter(({ id }) => shown.includes(id))
});
