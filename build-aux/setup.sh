# SPDX-License-Identifier: GPL-3.0-or-later
# Shared by ./run and ./check (bash): the person's language, and installing what is missing.

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

# --- Packages ---

build_packages=(build-essential pkg-config meson ninja-build gettext libglib2.0-dev libjson-glib-dev
	libgtk-4-dev libadwaita-1-dev libqrencode-dev desktop-file-utils libglib2.0-bin gtk-update-icon-cache
	adwaita-icon-theme librsvg2-common)
[[ -z $chinese ]] || build_packages+=(fonts-noto-cjk)

# what those packages mean to pkg-config, for systems without apt; the second word is the oldest that will do
build_modules=('glib-2.0 2.74' 'gio-unix-2.0 2.74' 'json-glib-1.0 1.6' 'gtk4 4.8' 'libadwaita-1 1.2' 'libqrencode 4.0')

as_root() {
	if ((EUID == 0)); then
		"$@"
	else
		sudo "$@"
	fi
}

too_old() { # NAME VERSION NEEDED
	say '%s is %s here; the window needs %s or newer. What still works: the Flatpak, and the command line (meson setup build -Dgui=false).' \
		'这里的 %s 是 %s;窗口需要 %s 或更新的版本。仍然可用的有:Flatpak,以及命令行(meson setup build -Dgui=false)。' "$@"
	exit 1
}

# Before anything is installed: would the window run with what this release has?
check_candidates() {
	local package needed candidate
	for package in libgtk-4-dev:4.8 libadwaita-1-dev:1.2; do
		needed=${package#*:} package=${package%:*}
		candidate=$(LC_ALL=C apt-cache policy "$package" | sed -n 's/^  Candidate: \([0-9]*:\)\{0,1\}//p')
		[[ $candidate != '' && $candidate != '(none)' ]] || candidate=0
		dpkg --compare-versions "$candidate" ge "$needed" || too_old "$package" "$candidate" "$needed"
	done
}

missing_packages() {
	local package
	for package; do
		[[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) == installed ]] || printf '%s\n' "$package"
	done
}

install_packages() {
	local missing
	mapfile -t missing < <(missing_packages "$@")
	((${#missing[@]})) || return 0

	if ((EUID != 0)) && ! command -v sudo >/dev/null; then
		say 'These packages are missing: %s\nInstall them as root: apt-get install %s' \
			'缺少这些软件包:%s\n请以 root 身份安装:apt-get install %s' "${missing[*]}" "${missing[*]}"
		exit 1
	fi
	if ((EUID == 0)) || sudo -n true 2>/dev/null; then
		say 'Installing: %s' '正在安装:%s' "${missing[*]}"
	else
		say 'These packages are missing and will be installed; sudo may ask for your password: %s' \
			'缺少以下软件包,将要安装;sudo 可能会询问密码:%s' "${missing[*]}"
	fi

	as_root apt-get -qq update </dev/null >&2
	check_candidates
	as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "${missing[@]}" \
		</dev/null >/dev/null || {
		say 'apt-get could not install them; its words stand above.' 'apt-get 没能装好,原因见上。'
		exit 1
	}
}

# On other systems: say what is missing, by the names every system's search understands.
check_modules() {
	local module name needed missing=()
	if ! command -v pkg-config >/dev/null; then
		say 'pkg-config, meson, ninja and a C compiler are needed; install them first.' \
			'需要 pkg-config、meson、ninja 和 C 编译器;请先安装。'
		exit 1
	fi
	for module in "${build_modules[@]}"; do
		read -r name needed <<<"$module"
		if ! pkg-config --exists "$name"; then
			missing+=("$name")
		elif ! pkg-config --atleast-version="$needed" "$name"; then
			too_old "$name" "$(pkg-config --modversion "$name")" "$needed"
		fi
	done
	for name in meson ninja cc msgfmt; do
		command -v "$name" >/dev/null || missing+=("$name")
	done
	((${#missing[@]})) || return 0
	say 'Missing (names of pkg-config and programs): %s' '缺少(pkg-config 名称和程序):%s' "${missing[*]}"
	exit 1
}

# need STAMP PACKAGE…: once is enough; a newer script asks again
need() {
	local stamp=$1
	shift
	[[ ! $stamp -nt build-aux/setup.sh ]] || return 0
	if command -v apt-get >/dev/null && command -v dpkg-query >/dev/null; then
		install_packages "$@"
	else
		check_modules
	fi
	mkdir -p "$(dirname "$stamp")"
	: >"$stamp"
}

# Under sudo, only the installing is root's: what is built and started belongs to who called.
drop_sudo() {
	((EUID == 0)) && [[ -n ${SUDO_USER:-} && $SUDO_USER != root ]] || return 0
	exec sudo -u "$SUDO_USER" --preserve-env=DISPLAY,WAYLAND_DISPLAY,XDG_RUNTIME_DIR,DBUS_SESSION_BUS_ADDRESS,XAUTHORITY,LANG,LANGUAGE,LC_ALL,CI \
		-- "$0" "$@"
}
