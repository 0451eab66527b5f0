/**
 * The embedded broker in a process of its own, where no mosquitto is installed. Lives as long as its parent.
 */
import { startBroker } from '../broker-aedes.ts';

const { url } = await startBroker();
process.on('disconnect', () => process.exit(0));
process.send?.({ url });
