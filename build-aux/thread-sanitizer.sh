# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash disable=SC2154    # names come from who sources this
# Part of ./check --sanitize: the core's tests under the thread sanitizer, over a GLib that was built with it too.
# The stock GLib tells the sanitizer nothing of its locks, and each of them would look like a race.

glib_version=$(dpkg-query -W -f '${source:Version}' libglib2.0-0 2>/dev/null ||
	dpkg-query -W -f '${source:Version}' libglib2.0-0t64 2>/dev/null || echo none)
glib=${XDG_CACHE_HOME:-$HOME/.cache}/landline/glib-thread-sanitizer-$glib_version

# The GLib of this release from Debian's source package, built once into the cache; where that is impossible it
# says why, and thread_sanitizer counts it as a failure. Before the tests' network closes.
prepare_glib() {
	[[ ! -e $glib/.built ]] || return 0
	local work=$glib/work
	say 'Building GLib %s with the thread sanitizer, once (some minutes)…' '正在编译带线程检查器的 GLib %s,只需一次(几分钟)……' "$glib_version"
	rm -rf "$glib"
	mkdir -p "$work"
	if ! fetch_glib "$work" >"$glib/log" 2>&1; then
		tail -n 10 "$glib/log" >&2
		say 'The source package of GLib %s could not be fetched. It comes from the servers in /etc/apt, asked for deb-src: they must be reachable and offer that. The log: %s' \
			'没能取得 GLib %s 的源码包。它来自 /etc/apt 中的服务器(deb-src):服务器必须能连上,并提供源码。记录:%s' "$glib_version" "$glib/log"
	elif ! build_glib "$work" >>"$glib/log" 2>&1; then
		tail -n 30 "$glib/log" >&2
		say 'GLib could not be built with the thread sanitizer. The log: %s' 'GLib 没能带线程检查器编译成功。记录:%s' "$glib/log"
	else
		rm -rf "$work"
		: >"$glib/.built"
	fi
}

fetch_glib() { # FOLDER: needs no privilege, because lists and cache are its own
	local work=$1
	mkdir -p "$work/lists/partial" "$work/parts"

	# this machine's servers, asked for sources
	local file
	for file in /etc/apt/sources.list /etc/apt/sources.list.d/*; do
		[[ -f $file ]] || continue
		case $file in
		*.sources) sed 's/^Types:.*/Types: deb-src/' "$file" >"$work/parts/${file##*/}" ;;
		*.list) sed -n 's/^deb\(-src\)\{0,1\} /deb-src /p' "$file" | sort -u >"$work/parts/${file##*/}" ;;
		esac
	done
	cat >"$work/apt.conf" <<-END
		Dir::Etc::sourcelist "/dev/null";
		Dir::Etc::sourceparts "$work/parts";
		Dir::State::lists "$work/lists";
		Dir::Cache "$work";
		APT::Sandbox::User "root";
		APT::Update::Post-Invoke-Success "";
	END
	(
		cd "$work" || exit
		export LC_ALL=C.UTF-8 APT_CONFIG=$work/apt.conf
		apt-get -qq update || true
		# where a newer update has taken its place on the servers, that one
		apt-get -qq source "glib2.0=$glib_version" || apt-get -qq source glib2.0
	)
}

build_glib() { # FOLDER
	meson setup "$1/build" "$1"/glib2.0-*/ --prefix="$glib" --libdir=lib --buildtype=debugoptimized -Db_sanitize=thread \
		-Db_lundef=false -Dtests=false -Dselinux=disabled -Dlibmount=disabled -Dman=false -Dnls=disabled \
		-Dglib_debug=disabled --wrap-mode=nofallback &&
		ninja -C "$1/build" &&
		meson install -C "$1/build" --no-rebuild
}

thread_sanitizer() {
	if [[ ! -e $glib/.built ]]; then
		failure 'thread sanitizer: no GLib was built for it, as told above'
		return
	fi
	built build-tsan -Db_sanitize=thread -Db_lundef=false -Dgui=false
	# The sanitizer needs the address space laid out as it knows it (setarch), and sees what GLib's slices do with
	# memory only if they do it by malloc.
	G_SLICE=always-malloc TSAN_OPTIONS=halt_on_error=1:second_deadlock_stack=1:suppressions=$here/tests/tools/threads.supp \
		LD_LIBRARY_PATH=$glib/lib under='setarch --addr-no-randomize' \
		run_tests "$folder" 'core with thread sanitizer' --suite unit --timeout-multiplier 6 "${names[@]}"
}
