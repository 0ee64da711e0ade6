import type { LocalKms } from '#lib/kms/index.ts';
import { StorageInUseError } from '#lib/storage/index.ts';
import { openBrowserKms } from './browser-kms.ts';

/** A KMS key that this browser keeps. */
export interface KeptKey {
	arn: string;
	description: string;
	/** Milliseconds since 1970. */
	made: number;
	enabled: boolean;
}

/** The KMS of this browser: its keys outlive the page, and nothing else. */
export class KeyKeeper {
	status = $state<'closed' | 'opening' | 'open' | 'in-use' | 'unavailable'>('closed');
	keys = $state.raw<KeptKey[]>([]);

	#kms: LocalKms | undefined;
	#close: (() => Promise<void>) | undefined;

	get kms(): LocalKms | undefined {
		return this.#kms;
	}

	/** `takeOver`: although another tab has the keys. */
	async open(takeOver = false): Promise<void> {
		if (this.status === 'open' || this.status === 'opening') return;
		this.status = 'opening';
		try {
			({ kms: this.#kms, close: this.#close } = await openBrowserKms(takeOver));
			await this.#list();
			this.status = 'open';
		} catch (error) {
			this.status = error instanceof StorageInUseError ? 'in-use' : 'unavailable';
		}
	}

	/** Makes a key with this description. @returns its ARN */
	async make(description: string): Promise<string> {
		if (!this.#kms) throw new Error('The keys of this browser are not open.');
		const { KeyMetadata } = await this.#kms.send('CreateKey', { Description: description });
		await this.#list();
		return KeyMetadata?.Arn ?? '';
	}

	async close(): Promise<void> {
		this.#kms = undefined;
		this.status = 'closed';
		await this.#close?.();
		this.#close = undefined;
	}

	async #list(): Promise<void> {
		const kms = this.#kms;
		if (!kms) return;
		const found: KeptKey[] = [];
		let Marker: string | undefined;
		do {
			const page = await kms.send('ListKeys', Marker === undefined ? {} : { Marker });
			for (const { KeyArn } of page.Keys ?? []) {
				const { KeyMetadata } = await kms.send('DescribeKey', { KeyId: KeyArn });
				if (KeyMetadata?.KeySpec !== 'SYMMETRIC_DEFAULT' || !KeyArn) continue;
				found.push({
					arn: KeyArn,
					description: KeyMetadata.Description ?? '',
					made: KeyMetadata.CreationDate?.getTime() ?? 0,
					enabled: KeyMetadata.KeyState === 'Enabled'
				});
			}
			Marker = page.NextMarker;
		} while (Marker !== undefined);
		this.keys = found.sort((a, b) => b.made - a.made);
	}
}
