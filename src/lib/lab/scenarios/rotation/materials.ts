/** The generations of material that a KMS key has, as AWS KMS tells of them. */
import type { KmsClient } from '#lib/kms/index.ts';
import { dayText } from '../key-life/days.ts';

export interface Material {
	/** Counted from 1, oldest first. */
	number: number;
	/** 64 hexadecimal digits. */
	id: string;
	current: boolean;
	made: Date;
	how: 'CreateKey' | 'AUTOMATIC' | 'ON_DEMAND';
}

/** All materials of a key, oldest first, and the date of the next rotation by itself, if there is one. */
export async function materialsOf(
	kms: KmsClient,
	KeyId: string
): Promise<{ materials: Material[]; next: Date | undefined }> {
	const { KeyMetadata } = await kms.send('DescribeKey', { KeyId });
	const { Rotations = [] } = await kms.send('ListKeyRotations', {
		KeyId,
		IncludeKeyMaterial: 'ALL_KEY_MATERIAL',
		Limit: 1000
	});
	const { NextRotationDate } = await kms.send('GetKeyRotationStatus', { KeyId });
	return {
		next: NextRotationDate,
		materials: Rotations.map((entry, index) => ({
			number: index + 1,
			id: entry.KeyMaterialId ?? '',
			current: entry.KeyMaterialState === 'CURRENT',
			made: entry.RotationDate ?? KeyMetadata?.CreationDate ?? new Date(0),
			how: entry.RotationType ?? 'CreateKey'
		}))
	};
}

/** `material 2, 7f3a91c2…` */
export function materialText(materials: readonly Material[], id: string): string {
	const number = materials.find((one) => one.id === id)?.number;
	return number === undefined ? 'unknown material' : `material ${number}, ${id.slice(0, 8)}…`;
}

/** What stands under the key: all materials while they are few, then those that matter, the current one last. */
export function materialLines(materials: readonly Material[], used: ReadonlySet<string>): string {
	const few = materials.length <= 4;
	const shown = materials.filter(({ id, current }) => few || current || used.has(id));
	const rest = materials.length - shown.length;
	return [
		...shown.map(
			({ id, current }) => `${materialText(materials, id)}${current ? ': current' : ': kept'}`
		),
		...(rest > 0 ? [`and ${rest} more, kept`] : [])
	].join('\n');
}

/** A row of the table: number and id, day, how it came about, whether it encrypts, what it wrapped. */
export function materialRow(material: Material, wrapped: readonly string[]): string[] {
	const { number, id, made, how, current } = material;
	return [
		`${number}, ${id.slice(0, 8)}…`,
		dayText(made),
		how,
		current ? 'wraps and unwraps' : 'unwraps only',
		wrapped.join(', ') || 'nothing'
	];
}
