/** Tells the readers of a database, in this tab and in others, that something was written to it. */
const channelOf = (name: string) => `${name}-written`;

export function announce(name: string): void {
	if (typeof BroadcastChannel === 'undefined') return;
	const channel = new BroadcastChannel(channelOf(name));
	channel.postMessage(null);
	channel.close();
}

/** @returns a function that ends it */
export function onWritten(name: string, callback: () => void): () => void {
	if (typeof BroadcastChannel === 'undefined') return () => undefined;
	const channel = new BroadcastChannel(channelOf(name));
	channel.onmessage = callback;
	return () => {
		channel.close();
	};
}
