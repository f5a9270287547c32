#!/bin/sh
# A kiosk's session, run by xinit as the kiosk's own user: no blanking, a window manager without keys, the window.
# When the window ends, this ends, and the X server with it; systemd then starts everything anew.
# usage: session.sh PYTHON DIR [options of `kiosk run`]
set -u
here=$(dirname "$(readlink -f "$0")")
python=$1 folder=$2
shift 2
xset s off
xset -dpms 2>/dev/null || true # a screen without power saving has nothing to switch off
openbox --config-file "$here/openbox.xml" &
exec "$python" -m kiosk run "$folder" "$@"
