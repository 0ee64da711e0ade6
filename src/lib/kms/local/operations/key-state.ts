import type { Handler } from './handler.ts';

export const enableKey: Handler<'EnableKey'> = (call, { KeyId }) => {
	call.key(KeyId).state = 'Enabled';
	return {};
};

export const disableKey: Handler<'DisableKey'> = (call, { KeyId }) => {
	call.key(KeyId).state = 'Disabled';
	return {};
};
