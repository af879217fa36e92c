/* propus-broker-options.h - the broker's command line
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

#include "propus-holder.h"

G_BEGIN_DECLS

typedef struct
{
  int       socket_fd;
  int       lifeline_fd;
  int       environment_fd;    /* -1: none; so are the next three */
  int       session_key_fd;
  int       input_fd;
  int       outcome_fd;        /* what became of the session's key, of an earlier life of the process */
  int       loopback_fd;       /* a listening TCP socket for programs; -1: none */
  int       token_fd;          /* what they have to have; -1: none */
  GArray   *door_fds;          /* of int: listening TCP sockets of passes, of an earlier life of the process */
  gboolean  passes;            /* keeps the doors of the passes */
  char     *run;               /* the run of `propus exec` that is limited; NULL: it is not */
  gint64    caps[PROPUS_CAP_N];/* of that run; -1: none */
  char     *program;           /* what the programs are called; nullable */
  char     *key_id;            /* the stored key to use, whatever the settings say; nullable */
  char     *base_url;
  gboolean  no_lookup;
  gboolean  environment_lost;
  int       forgotten;         /* PropusForgotten, of an earlier life of the process */
  gboolean  keyring_counted;   /* an earlier life of the process had a key of the keyring */
  int       rest_ms;
} PropusBrokerOptions;

gboolean propus_broker_options_parse   (PropusBrokerOptions *self,
                                        int                  argc,
                                        char               **argv);
void     propus_broker_options_clear   (PropusBrokerOptions *self);
GStrv    propus_broker_options_to_argv (const PropusBrokerOptions *self);

G_END_DECLS
