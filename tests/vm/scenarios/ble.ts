/** probe */
import { Bluetooth } from '../guest/bluetooth.ts';
import { check, done, run, until } from '../guest/scenario.ts';
import { spawn } from 'node:child_process';
const b = await Bluetooth.start();
await check('adapter', async () => {
  run(
    'busctl',
    '--system',
    'set-property',
    'org.bluez',
    '/org/bluez/hci0',
    'org.bluez.Adapter1',
    'Powered',
    'b',
    'true',
  );
  const c = spawn('busctl', ['--system', 'monitor', 'org.bluez'], { stdio: ['ignore', 2, 2] });
  const g = spawn('bluetoothctl', ['--timeout', '40', 'scan', 'le'], { stdio: ['pipe', 2, 2] });
  await until('scan', () => b.isScanning);
  for (let i = 0; i < 60; i++) {
    b.advertise({
      mac: 'A4:C1:38:00:00:01',
      hex:
        `020106` +
        `0a16d2fc4400${i.toString(16).padStart(2, '0')}21${(i % 2).toString().padStart(2, '0')}0164`,
      rssi: -60 - (i % 20),
    });
    await new Promise((r) => setTimeout(r, 500));
    process.stderr.write(`${i} scan ${b.isScanning} ${Math.round(b.scannedMs)} rep ${b.reported}\n`);
  }
  g.kill();
  c.kill();
  return run(
    'busctl',
    '--system',
    'introspect',
    'org.bluez',
    '/org/bluez/hci0/dev_A4_C1_38_00_00_01',
    'org.bluez.Device1',
  );
});
done();
