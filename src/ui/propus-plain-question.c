/* propus-plain-question.c - may a key go to a keyring that does not encrypt what is sent to it?
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-plain-question.h"

#include <adwaita.h>
#include <glib/gi18n.h>

typedef struct
{
  PropusPlainAnswerFunc func;
  gpointer user_data;
} Question;

static void
response_cb (AdwMessageDialog *dialog,
             const char       *response,
             Question         *question)
{
  PropusPlainAnswer answer = PROPUS_PLAIN_CANCEL;

  g_assert (ADW_IS_MESSAGE_DIALOG (dialog));

  if (g_str_equal (response, "store"))
    answer = PROPUS_PLAIN_STORE;
  else if (g_str_equal (response, "session"))
    answer = PROPUS_PLAIN_SESSION;

  question->func (answer, question->user_data);
}

static void
question_free (gpointer  data,
               GClosure *closure)
{
  g_free (data);
}

/**
 * propus_plain_question_ask:
 * @parent: the window that wants to store a key
 * @may_keep_for_session: whether the key could be kept for this session instead
 * @func: called once with the answer
 * @user_data: for @func
 *
 * The broker refuses to store a key by a D-Bus session that is not encrypted unless the person wants it so: any program
 * that may watch the session bus would see the key go by.
 */
void
propus_plain_question_ask (GtkWindow             *parent,
                           gboolean               may_keep_for_session,
                           PropusPlainAnswerFunc  func,
                           gpointer               user_data)
{
  Question *question = g_new0 (Question, 1);
  AdwMessageDialog *dialog;

  g_return_if_fail (GTK_IS_WINDOW (parent));
  g_return_if_fail (func != NULL);

  question->func = func;
  question->user_data = user_data;
  dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (parent, _("Store the Key Without Encryption?"), NULL));
  adw_message_dialog_set_body (dialog, _("Your keyring does not encrypt what is sent to it. While the key is on its way, "
                                         "other programs that you run could read it."));
  adw_message_dialog_add_response (dialog, "cancel", _("_Cancel"));
  if (may_keep_for_session)
    adw_message_dialog_add_response (dialog, "session", _("_Use for This Session"));
  adw_message_dialog_add_response (dialog, "store", _("_Store Anyway"));
  adw_message_dialog_set_response_appearance (dialog, "store", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (dialog, may_keep_for_session ? "session" : "cancel");
  adw_message_dialog_set_close_response (dialog, "cancel");
  g_signal_connect_data (dialog, "response", G_CALLBACK (response_cb), question, question_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}
