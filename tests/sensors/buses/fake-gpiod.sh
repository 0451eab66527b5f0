#!/bin/bash
# A stand-in for the programs of Debian's package gpiod, called by their names. It speaks one dialect at a time and
# refuses the words of the other, as the real ones do. Its world is the folder $FAKE_GPIOD: `version`, `chips` (what
# gpiodetect prints), `level`, `edges` (a named pipe: `1 5 042` is a rise at 5.000000042 s), `busy` when the line is
# taken, `slow` while gpiomon has not taken it yet. What it was asked is added to `asked`, the process of each monitor
# to `monitors`.
set -eu
world=$FAKE_GPIOD
name=${0##*/}
version=$(cat "$world/version")
echo "$name $*" >>"$world/asked"

fail() {
  echo "$name: $*" >&2
  exit 1
}
if [ "${1:-}" = --version ]; then
  echo "$name (libgpiod) v$version"
  exit 0
fi
if [ "$name" = gpiodetect ]; then
  [ -e "$world/denied" ] && fail 'unable to access GPIO chips: Permission denied'
  cat "$world/chips"
  exit 0
fi

if [ "$name" = gpioinfo ]; then
  [ -e "$world/slow" ] || [ ! -s "$world/monitors" ] || echo "line  17:  unnamed  \"gpiomon\"  input  active-high [used]"
  exit 0
fi

format='' bias='' low=0 chip='' banner=0
while [ $# -gt 0 ]; do
  case "${version%%.*} $1" in
    '1 -b' | '2 --numeric') ;;
    '2 --banner') banner=1 ;;
    '1 -l' | '2 -l') low=1 ;;
    '1 -B' | '2 -b')
      bias=$2
      shift
      ;;
    '2 -c')
      chip=$2
      shift
      ;;
    '1 -F' | '2 -F')
      format=$2
      shift
      ;;
    '1 -'* | '2 -'*) fail "invalid option $1" ;;
    '1 '*)
      [ -n "$chip" ] && break
      chip=$1
      ;;
    *) break ;;
  esac
  shift
done
[ $# -eq 1 ] || fail 'one line, please'
case "${version%%.*} $bias" in
  '1 pull-up' | '2 pull-up' | '1 pull-down' | '2 pull-down' | '1 disable' | '2 disabled') ;;
  *) fail "invalid bias $bias" ;;
esac
grep -q "^$chip " "$world/chips" || fail "cannot find $chip"
[ -e "$world/busy" ] && fail 'error: Device or resource busy'

if [ "$name" = gpioget ]; then
  echo $(($(cat "$world/level") ^ low))
  exit 0
fi
echo $$ >>"$world/monitors"
[ $banner -eq 1 ] && echo "Monitoring line '$1'..."
exec 3<>"$world/edges"
while read -r level seconds nanoseconds <&3; do
  [ "$level" = die ] && fail 'error reading events: No such device'
  level=$((level ^ low))
  if [ "${version%%.*}" = 1 ]; then
    line=${format//%e/$level}
    line=${line//%s/$seconds}
    echo "${line//%n/$((10#$nanoseconds))}"
  else
    line=${format//%e/$((2 - level))}
    echo "${line//%S/$(printf '%d.%09d' "$seconds" $((10#$nanoseconds)))}"
  fi
done
