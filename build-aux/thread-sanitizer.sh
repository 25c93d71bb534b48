# SPDX-License-Identifier: GPL-3.0-or-later
# Part of ./check --sanitize (bash): the core's tests under the thread sanitizer, over a GLib that was built with
# it too. The stock GLib tells the sanitizer nothing of its locks, and each of them would look like a race.

# instrumented_glib: builds the GLib of this release from Debian's source package, once, into the cache
instrumented_glib() {
	local version cache work
	version=$(dpkg-query -W -f '${source:Version}' libglib2.0-0 2>/dev/null || dpkg-query -W -f '${source:Version}' libglib2.0-0t64)
	cache=${XDG_CACHE_HOME:-$HOME/.cache}/landline/glib-thread-sanitizer-$version
	glib=$cache
	[[ ! -e $cache/.built ]] || return 0
	say 'Building GLib %s with the thread sanitizer, once (some minutes)…' '正在编译带线程检查器的 GLib %s,只需一次(几分钟)……' "$version"
	rm -rf "$cache"
	work=$cache/work
	mkdir -p "$work/lists/partial" "$work/parts"

	# this machine's sources, with source packages asked for; lists of their own, so no privilege is needed
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
		cd "$work"
		export APT_CONFIG=$work/apt.conf
		apt-get -qq update || true
		apt-get -qq source "glib2.0=$version"
		meson setup build glib2.0-*/ --prefix="$cache" --libdir=lib --buildtype=debugoptimized -Db_sanitize=thread \
			-Db_lundef=false -Dtests=false -Dselinux=disabled -Dlibmount=disabled -Dman=false -Dnls=disabled \
			-Dglib_debug=disabled --wrap-mode=nofallback
		ninja -C build
		meson install -C build --no-rebuild
	) >"$cache/log" 2>&1 || return 1
	rm -rf "$work"
	: >"$cache/.built"
}

thread_sanitizer() {
	local glib='' folder=''
	if ! instrumented_glib; then
		tail -n 30 "$glib/log" >&2
		say 'GLib could not be built with the thread sanitizer; its log is %s.' 'GLib 没能带线程检查器编译成功,记录在 %s。' "$glib/log"
		failed=$((failed + 1)) words+=('thread sanitizer: no GLib for it')
		return
	fi
	built build-tsan -Db_sanitize=thread -Db_lundef=false -Dgui=false
	# The sanitizer needs the address space laid out as it knows it (setarch), and sees what GLib's slices do with
	# memory only if they do it by malloc.
	G_SLICE=always-malloc TSAN_OPTIONS=halt_on_error=1:second_deadlock_stack=1:suppressions=$here/tests/tools/threads.supp \
		LD_LIBRARY_PATH=$glib/lib under='setarch --addr-no-randomize' \
		run_tests "$folder" 'core with thread sanitizer' --suite unit --timeout-multiplier 6 "${names[@]}"
}
