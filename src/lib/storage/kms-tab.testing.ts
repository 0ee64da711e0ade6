/** Another tab with a KMS of its own: a worker of this origin, which does what it is asked. */
import { createLocalKms, type KmsInput, type KmsOperation, type LocalKms } from '#lib/kms/index.ts';
import { openKmsStore, type KeptKmsStore } from './kms-store.ts';

/** `open` and `close` the store of this name, or send an operation. */
export type Order =
	| { kind: 'open'; name: string; takeOver?: boolean }
	| { kind: 'close' }
	| { kind: 'send'; op: KmsOperation; input: unknown };
export type Report = { output: unknown } | { error: { name: string; code: unknown } };

let store: KeptKmsStore | undefined;
let kms: LocalKms | undefined;

async function carryOut(order: Order): Promise<unknown> {
	switch (order.kind) {
		case 'open':
			store = await openKmsStore(order.name, { takeOver: order.takeOver ?? false });
			kms = createLocalKms({ store });
			return undefined;
		case 'close':
			await store?.close();
			return undefined;
		case 'send':
			return kms?.send(order.op, order.input as KmsInput<KmsOperation>);
	}
}

self.onmessage = async ({ data }: MessageEvent<Order>) => {
	let report: Report;
	try {
		report = { output: await carryOut(data) };
	} catch (error) {
		const { name } = error as Error;
		report = { error: { name, code: (error as { code?: unknown }).code } };
	}
	self.postMessage(report);
};
