import { paginate } from '../paginate.ts';
import { assertRotatable, rotationEntry } from '../rotation.ts';
import { assertOneOf } from '../validate.ts';
import type { Operation } from './operation.ts';

export const listKeyRotations: Operation<'ListKeyRotations'> = {
	readOnly: true,
	run(call, input) {
		const { IncludeKeyMaterial = 'ROTATIONS_ONLY' } = input;
		assertOneOf('includeKeyMaterial', IncludeKeyMaterial, ['ALL_KEY_MATERIAL', 'ROTATIONS_ONLY']);
		const key = call.key(input.KeyId);
		assertRotatable(key);
		const all = IncludeKeyMaterial === 'ALL_KEY_MATERIAL';
		const chosen = key.materials
			.map((material, at) => ({ material, at }))
			.filter(({ material }) => all || material.rotated);
		const place = ({ at }: { at: number }) => String(at).padStart(8, '0');
		const { items, rest } = paginate(chosen, place, input, { default: 100, most: 1000 });
		return { Rotations: items.map(({ material }) => rotationEntry(key, material)), ...rest };
	}
};
