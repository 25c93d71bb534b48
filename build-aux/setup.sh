# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash disable=SC2034,SC2154    # names go to and come from who sources this
# Shared by ./run and ./check: the person's language, installing what is missing, who builds, where.

# --- Language: a bare machine has no gettext, so the few sentences stand here ---

chinese=''
case ${LANGUAGE:-${LC_ALL:-${LC_MESSAGES:-${LANG:-}}}} in zh*) chinese=yes ;; esac

# say ENGLISH CHINESE [ARGUMENT…]: a printf format in the person's language, to standard error
say() {
	local format=$1
	[[ -z $chinese ]] || format=$2
	shift 2
	# shellcheck disable=SC2059
	printf "$format\n" "$@" >&2
}

# A bare machine has set no locale, or one that was never generated: both mean ASCII. C.UTF-8 is always there.
# Gettext is asked by LANGUAGE then, which newer versions of glibc honour in any UTF-8 locale but that one.
speak_language() {
	[[ $(locale charmap 2>/dev/null) == ANSI* ]] || return 0
	local other=''
	[[ -z $chinese ]] || other=$(locale -a 2>/dev/null | grep -i '_.*utf-\{0,1\}8$' | head -n 1)
	export LC_ALL=${other:-C.UTF-8}
	[[ -z $chinese ]] || export LANGUAGE=${LANGUAGE:-zh_CN}
}

# --- Packages ---

# What a build needs: NAME[>=VERSION] for pkg-config, or a program's name; then Debian's package.
core_needs=(
	'cc build-essential' 'pkg-config pkg-config' 'meson meson' 'ninja ninja-build' 'msgfmt gettext'
	'glib-compile-schemas libglib2.0-dev-bin' 'gio-2.0>=2.74 libglib2.0-dev' 'gio-unix-2.0>=2.74 libglib2.0-dev'
	'gnutls>=3.7 libgnutls28-dev' 'json-glib-1.0>=1.6 libjson-glib-dev'
	'libbrotlidec>=1.0 libbrotli-dev' 'libzstd>=1.4 libzstd-dev')
window_needs=(
	'gtk4>=4.8 libgtk-4-dev' 'libadwaita-1>=1.2 libadwaita-1-dev' 'libqrencode>=4.0 libqrencode-dev'
	'update-desktop-database desktop-file-utils')
# What the running window shows with: pkg-config does not know these
window_packages=(adwaita-icon-theme librsvg2-common)
[[ -z $chinese ]] || window_packages+=(fonts-noto-cjk)

is_debian() { command -v apt-get >/dev/null && command -v dpkg-query >/dev/null; }

have() { # NAME[>=VERSION]: from whatever source, not only from packages
	case $1 in
	*'>='*) command -v pkg-config >/dev/null && pkg-config --exists "${1%>=*} >= ${1#*>=}" ;;
	*) PATH=$PATH:/usr/sbin:/sbin command -v "$1" >/dev/null ;;
	esac
}

apt() { # ARGUMENT…: as root, asking nothing, in words that need no locale, patient with another apt at work
	local root=()
	((EUID == 0)) || root=(sudo)
	"${root[@]}" env LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive \
		apt-get -qq -o DPkg::Lock::Timeout=300 "$@" </dev/null
}

candidate() { # the version that apt would install; empty where there is none
	LC_ALL=C apt-cache policy "$1" 2>/dev/null | sed -n 's/^  Candidate: \([0-9]*:\)\{0,1\}//p' | grep -vx '(none)'
}

too_old() { # WANT VERSION: tells it and ends
	local name=${1%>=*}
	say 'This system has %s %s; Landline needs %s or newer. Nothing was installed.' \
		'本系统的 %s 是 %s;Landline 需要 %s 或更新的版本。没有安装任何东西。' "$name" "$2" "${1#*>=}"
	case $name in
	gtk4 | libadwaita-1)
		say 'What still works: a Flatpak, which brings a GTK of its own, and the command line:\n  ./run --no-window serve FOLDER' \
			'仍然可用的有:Flatpak(自带 GTK),以及命令行:\n  ./run --no-window serve 文件夹'
		;;
	*) say 'What still works: a Flatpak, which brings libraries of its own.' '仍然可用的有:Flatpak(自带所需的库)。' ;;
	esac
	exit 1
}

# Before anything is installed: would it run with what this release has? What it has not got otherwise is told and
# left out of `missing` (Ubuntu has Chromium as a snap only). Without package lists nobody can tell.
check_candidates() {
	[[ -n $(candidate libglib2.0-dev) ]] || return 0
	local want package found had=() lacks=()
	for want in "${needs[@]}"; do
		package=${want#* } want=${want% *}
		if [[ $want != *'>='* ]] || have "$want"; then
			continue
		fi
		found=$(candidate "$package")
		dpkg --compare-versions "${found:-0}" ge "${want#*>=}" || too_old "$want" "${found:-–}"
	done
	for package in "${missing[@]}"; do
		if [[ -n $(candidate "$package") ]]; then had+=("$package"); else lacks+=("$package"); fi
	done
	((${#lacks[@]} == 0)) || say 'Not among the packages of this system, and left out: %s' '本系统没有这些软件包,略过:%s' "${lacks[*]}"
	missing=("${had[@]}")
}

install_missing() {
	((EUID == 0)) || command -v sudo >/dev/null || {
		say 'These packages are missing, and there is no sudo here to install them: %s\nAs root: apt-get update && apt-get install %s' \
			'缺少以下软件包,而这里没有 sudo 可以安装:%s\n请以 root 身份执行:apt-get update && apt-get install %s' "${missing[*]}" "${missing[*]}"
		exit 1
	}
	if ((EUID != 0)) && ! sudo -n true 2>/dev/null; then
		say 'These packages are missing and will be installed: %s\nsudo asks for your password.' \
			'缺少以下软件包,将要安装:%s\nsudo 会询问你的密码。' "${missing[*]}"
		sudo -v || exit 1
	fi
	apt update >&2 || true    # one dead source must not stop what others have
	check_candidates
	say 'Installing, which can take some minutes: %s' '正在安装,可能要几分钟:%s' "${missing[*]}"
	apt install -y --no-remove --no-install-recommends "${missing[@]}" >/dev/null || {
		say 'apt-get could not install them; its words stand above.' 'apt-get 没能装好,原因见上。'
		exit 1
	}
}

# need [PACKAGE…]: what the lists `needs` and PACKAGE name is there afterwards, or we end with the reason
need() {
	local want missing=() names=() package
	for want in "${needs[@]}"; do
		have "${want% *}" || { missing+=("${want#* }") && names+=("${want% *}"); }
	done
	if ! is_debian; then
		((${#names[@]})) || return 0
		for want in "${names[@]}"; do
			[[ $want != *'>='* ]] || ! have "${want%>=*}>=0" ||
				too_old "$want" "$(pkg-config --modversion "${want%>=*}")"
		done
		say 'Missing here (names of pkg-config modules and of programs): %s\nInstall them with your system'\''s tools and call again.' \
			'缺少(pkg-config 模块名和程序名):%s\n请用系统自带的工具安装,然后再运行一次。' "${names[*]}"
		exit 1
	fi
	for package; do
		[[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) == installed ]] || missing+=("$package")
	done
	((${#missing[@]})) || return 0
	mapfile -t missing < <(printf '%s\n' "${missing[@]}" | sort -u)
	check_candidates
	((${#missing[@]} == 0)) || install_missing
}

# --- Who and where ---

# Under sudo, only the installing is root's: what is built and started belongs to who called, in their session.
drop_sudo() {
	((EUID == 0)) && [[ -n ${SUDO_UID:-} && $SUDO_UID != 0 ]] || return 0
	local home runtime=/run/user/$SUDO_UID session=()
	home=$(getent passwd "$SUDO_UID" | cut -d: -f6)
	if [[ -d $runtime ]]; then
		session+=(XDG_RUNTIME_DIR="$runtime")
		[[ ! -S $runtime/bus ]] || session+=(DBUS_SESSION_BUS_ADDRESS="unix:path=$runtime/bus")
		[[ ! -S $runtime/wayland-0 ]] || session+=(WAYLAND_DISPLAY="${WAYLAND_DISPLAY:-wayland-0}")
	fi
	# shellcheck disable=SC2153    # sudo sets these
	exec setpriv --reuid "$SUDO_UID" --regid "$SUDO_GID" --init-groups env -u SUDO_UID -u SUDO_GID -u SUDO_USER -u SUDO_COMMAND \
		HOME="$home" USER="$SUDO_USER" LOGNAME="$SUDO_USER" "${session[@]}" "$here/${0##*/}" "$@"
}

# build_folder NAME: beside the sources where we may write there, else in the cache
build_folder() {
	local folder=$here/$1
	if [[ -e $folder && ! -O $folder ]] || [[ ! -w $here ]]; then
		folder=${XDG_CACHE_HOME:-$HOME/.cache}/landline/$1-$(cksum <<<"$here" | cut -d' ' -f1)
	fi
	mkdir -p "$folder"
	printf '%s\n' "$folder"
}

# configure FOLDER OPTION…: once; again where the options or this machine's meson changed
configure() {
	local folder=$1 said
	shift
	said="$(meson --version) $here $*"
	[[ -f $folder/build.ninja && $(cat "$folder/.configured" 2>/dev/null) == "$said" ]] && return 0
	local again=()
	[[ ! -f $folder/build.ninja ]] || again=(--wipe)
	say 'Building, which takes about a minute the first time…' '正在编译,第一次大约需要一分钟……'
	meson setup "${again[@]}" "$folder" "$here" "$@" >"$folder.log" 2>&1 || { cat "$folder.log" >&2; exit 1; }
	rm -f "$folder.log"
	printf '%s\n' "$said" >"$folder/.configured"
}

compile() { # FOLDER: says whether anything was built (0) or not (1)
	ninja -C "$1" >"$1/compile.log" 2>&1 || { tail -n 60 "$1/compile.log" >&2; exit 1; }
	! grep -q 'no work to do' "$1/compile.log"
}
