# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash disable=SC2154    # names come from who sources this
# Part of ./check --interop: programs that Debian 12 does not have, fetched once into the cache, each by the hash of
# what was tested with. Before the tests' network closes; a program that cannot be had is a failed test, with the cause.

beyond=${XDG_CACHE_HOME:-$HOME/.cache}/landline/beyond-debian

# undici is the HTTP client of Node.js, which pipelines; the one inside Debian's Node.js cannot be reached by itself.
undici_version=6.29.1
undici_hash=12f46552dfd0a8012f5dd41e44c6147f0390b1fce90f3b7292b1b6a3018413fac1381a18bfdb85dfd673b0d0e1e254c51e14ebd973998ca91882e783d7666618

prepare_beyond() {
	local archive=$beyond/undici-$undici_version.tgz
	export LANDLINE_UNDICI=$beyond/undici-$undici_version
	[[ ! -e $LANDLINE_UNDICI/.unpacked ]] || return 0
	mkdir -p "$beyond"
	if ! curl -fsSL --max-time 60 -o "$archive" "https://registry.npmjs.org/undici/-/undici-$undici_version.tgz"; then
		say 'undici could not be fetched from registry.npmjs.org: is that reachable from here?' \
			'没能从 registry.npmjs.org 取得 undici:这里能连上它吗?'
	elif ! sha512sum --status --check <<<"$undici_hash  $archive"; then
		say 'What registry.npmjs.org gave for undici %s is not what was tested with: %s' \
			'registry.npmjs.org 给出的 undici %s 与测试时所用的不同:%s' "$undici_version" "$archive"
	else
		rm -rf "$LANDLINE_UNDICI"
		mkdir -p "$LANDLINE_UNDICI"
		tar -xzf "$archive" -C "$LANDLINE_UNDICI" --strip-components=1
		: >"$LANDLINE_UNDICI/.unpacked"
	fi
}
