/**
 * The embedded broker in a process of its own, where no mosquitto is installed.
 *
 * Tells its parent where it listens, and lives as long as that parent. A child of the bench.
 */
import { startBroker } from '../broker-aedes.ts';

const { url } = await startBroker();
process.on('disconnect', () => process.exit(0));
process.send?.({ url });
