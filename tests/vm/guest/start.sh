#!/bin/sh
# The guest's second program: devices and their names, then one scenario after another, then the end of the machine.
# Scenarios talk with the host over /dev/hvc0, line by line (scenario.ts); what they and the kernel say otherwise
# goes to the console, which the host keeps.
cd "$1" || exit 1
export PATH="$1/node_modules/.bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" HOME=/tmp NO_COLOR=1
word() { sed -n "s/.*anbu\.$1=\([^ ]*\).*/\1/p" /proc/cmdline; }

mount -t tmpfs none /run
mount -t tmpfs none /dev/shm 2>/dev/null
mkdir -p /run/lock /run/dbus
/usr/lib/systemd/systemd-udevd --daemon --children-max=4
udevadm trigger --action=add --subsystem-match=usb --subsystem-match=tty --subsystem-match=gpio
exec 3<>/dev/hvc0
stty -F /dev/hvc0 raw -echo
for scenario in $(word scenarios | tr , ' '); do
  echo "{\"says\":\"begins\",\"scenario\":\"$scenario\"}" >&3
  # Mounts of its own: what a scenario hides is there again for the next.
  unshare --mount timeout -k 5 "$(word limit)" node "tests/vm/scenarios/$scenario.ts" <&3 >&3
  echo "{\"says\":\"ends\",\"scenario\":\"$scenario\",\"code\":$?}" >&3
done
# From here on no program can be loaded: the first one must not end before the machine does.
echo o >/proc/sysrq-trigger
read -r _ <&3
