import { getLabs } from '#lib/server/index.ts';

/** Walks that can go to a KMS of the user's own, in the order in which they are taken. */
const onOwnKms = ['direct', 'envelope', 'context', 'rsa', 'reencrypt'];

export const load = async () => {
	const titles = new Map((await getLabs()).map(({ id, title }) => [id, title]));
	return { walks: onOwnKms.map((id) => ({ id, title: titles.get(id) ?? id })) };
};
