/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "node/node.h"

G_BEGIN_DECLS

/* Exit statuses of all commands; --help tells them. */
#define LAN_EXIT_OK 0
#define LAN_EXIT_FAILED 1      /* it was tried, and did not work or was cancelled */
#define LAN_EXIT_USAGE 2       /* it was not understood */

/**
 * LanCommand:
 * @name: the subcommand
 * @usage: translatable; its arguments, as --help shows them
 * @summary: translatable; one sentence
 * @examples: translatable; lines of --help
 * @entries: (nullable): its own options
 * @n_arguments_min: how many arguments it needs
 * @n_arguments_max: how many it takes, -1 for any number
 * @endless: it prints until Ctrl+C, or until nobody reads what it prints
 * @run: starts it; the main loop runs after it until lan_command_end() was called
 */
typedef struct
{
  const char *name;
  const char *usage;
  const char *summary;
  const char *examples;
  const GOptionEntry *entries;
  int n_arguments_min;
  int n_arguments_max;
  gboolean endless;
  void (*run) (LanNode *node,
               char   **arguments);
} LanCommand;

gboolean lan_commands_has         (const char *name);
int      lan_commands_run         (int         argc,
                                   char       *argv[]);
int      lan_commands_explain     (int         argc,
                                   char       *argv[]);
char    *lan_commands_dup_list    (void);

void     lan_command_end          (int         status);
void     lan_command_fail         (const char *sentence);
void     lan_command_refuse       (const char *sentence);
gboolean lan_command_check_port   (int         port);
gboolean lan_command_is_json      (void);
void     lan_command_on_interrupt (void      (*callback) (LanNode *node));

extern const LanCommand lan_command_say;
extern const LanCommand lan_command_listen;
extern const LanCommand lan_command_serve;
extern const LanCommand lan_command_send;
extern const LanCommand lan_command_offer;
extern const LanCommand lan_command_receive;
extern const LanCommand lan_command_fetch;

G_END_DECLS
