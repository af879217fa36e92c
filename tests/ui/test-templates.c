/* test-templates.c - every template of the window on the baseline, with warnings fatal
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-answer-row.h"
#include "propus-application-private.h"
#include "propus-failure-card.h"
#include "propus-find-dialog.h"
#include "propus-first-run-page.h"
#include "propus-key-page.h"
#include "propus-key-row.h"
#include "propus-key-text.h"
#include "propus-leak-bar.h"
#include "propus-leak-marks.h"
#include "propus-long-word.h"
#include "propus-plain-question.h"
#include "propus-prompt-row.h"
#include "propus-window-private.h"

#include <string.h>

static PropusApplication *application;

static gboolean
quit_cb (gpointer loop)
{
  g_main_loop_quit (loop);
  return G_SOURCE_REMOVE;
}

/* Lets a few frames be drawn: much of GTK warns only then. */
static void
draw (guint ms)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);

  g_timeout_add (ms, quit_cb, loop);
  g_main_loop_run (loop);
}

static PropusWindow *
open_window (void)
{
  PropusWindow *window = propus_window_new (GTK_APPLICATION (application), application->session);

  gtk_window_present (GTK_WINDOW (window));
  /* The rest of the window is made when its first frame has been drawn, whenever that is on a busy machine. */
  while (window->composer == NULL)
    draw (50);
  draw (300);

  return window;
}

static PropusMessage *
new_answer (PropusMessageState state)
{
  PropusMessage *message = propus_message_new (PROPUS_ROLE_MODEL, 0);

  propus_message_append_thoughts (message, "A thought.");
  propus_message_append_text (message, "# Answer\n\nWith *emphasis* and `code`.\n");
  propus_message_set_model (message, "gemini-flash-latest");
  if (state == PROPUS_MESSAGE_FAILED || state == PROPUS_MESSAGE_BLOCKED)
    propus_message_set_failure (message, "offline", NULL, "<b>&amp; technical %s text");
  propus_message_set_state (message, state);

  return message;
}

/* Every state of an answer, the first page, and all widths of the window. */
static void
test_window (void)
{
  PropusWindow *window = open_window ();
  g_autoptr (PropusConversation) conversation = propus_conversation_new (0);
  PropusMessageState state;

  for (state = PROPUS_MESSAGE_PENDING; state <= PROPUS_MESSAGE_INTERRUPTED; state++)
    {
      g_autoptr (PropusMessage) prompt = propus_message_new (PROPUS_ROLE_USER, 0);
      g_autoptr (PropusMessage) answer = new_answer (state);

      propus_message_append_text (prompt, "Ask <something> & more");
      propus_message_set_state (prompt, PROPUS_MESSAGE_COMPLETE);
      propus_conversation_append (conversation, prompt);
      propus_conversation_append (conversation, answer);
    }

  gtk_stack_add_named (window->stack, g_object_new (PROPUS_TYPE_FIRST_RUN_PAGE, NULL), "first-run-test");
  gtk_stack_set_visible_child_name (window->stack, "first-run-test");
  draw (100);
  gtk_stack_set_visible_child_name (window->stack, "chat");
  gtk_widget_set_visible (GTK_WIDGET (window->composer), TRUE);
  _propus_window_open (window, conversation);
  draw (300);
  propus_model_picker_popup (propus_composer_get_picker (window->composer));
  draw (200);
  propus_window_toast (window, "A sentence with <b> & in it");
  draw (200);

  gtk_window_destroy (GTK_WINDOW (window));
  draw (50);
}

static void
test_narrow (void)
{
  PropusWindow *window;
  int minimum;

  window = open_window ();
  gtk_widget_measure (GTK_WIDGET (window), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, 360);
  g_assert_false (adw_flap_get_folded (window->flap));
  gtk_window_destroy (GTK_WINDOW (window));

  g_settings_set_int (application->settings, "window-width", 360);
  g_settings_set_int (application->settings, "window-height", 600);
  window = open_window ();
  g_assert_true (adw_flap_get_folded (window->flap));
  g_assert_false (adw_flap_get_reveal_flap (window->flap));
  gtk_window_destroy (GTK_WINDOW (window));
  g_settings_reset (application->settings, "window-width");
  g_settings_reset (application->settings, "window-height");
  draw (50);
}

static void
test_preferences (void)
{
  GtkWidget *window = propus_preferences_window_new (application->session);

  gtk_window_present (GTK_WINDOW (window));
  draw (200);
  propus_preferences_window_show_keys (PROPUS_PREFERENCES_WINDOW (window));
  propus_preferences_window_toast (PROPUS_PREFERENCES_WINDOW (window), "A sentence with <b> & in it");
  draw (300);
  gtk_window_destroy (GTK_WINDOW (window));
  draw (50);
}

static PropusKeyInfo *
new_key (const char *json)
{
  g_autoptr (JsonNode) node = json_from_string (json, NULL);

  return propus_key_info_parse (node);
}

/* Every kind of key, in the list and on a page of its own; names that look like markup are text. */
static void
test_keys (void)
{
  static const char * const keys[] = {
    "{\"id\": \"a1\", \"label\": \"<b>Work</b> & more\", \"lastFour\": \"x7Qa\", \"hint\": \"auth\", \"copies\": 2, \"inUse\": true,"
    " \"created\": 1763800000, \"lastRefusal\": {\"at\": 1763800000, \"code\": 403, \"message\": \"<i>reported as leaked</i>\"}}",
    "{\"id\": \"session\", \"lastFour\": \"x7Qa\", \"hint\": \"standard\", \"lastSuccess\": 1763800000}",
    "{\"id\": \"google-env\", \"variable\": \"GOOGLE_API_KEY\", \"lastFour\": \"x7Qa\"}",
    "{\"id\": \"gemini-env\", \"variable\": \"GEMINI_API_KEY\"}",
  };
  GtkWidget *window = propus_preferences_window_new (application->session);

  gtk_window_present (GTK_WINDOW (window));
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autoptr (PropusKeyInfo) key = new_key (keys[i]);
      GtkWidget *row = g_object_ref_sink (propus_key_row_new (key, i == 0, NULL));
      GtkWidget *page = propus_key_page_new (application->session, key, i == 0);

      g_assert_cmpstr (propus_key_page_get_id (PROPUS_KEY_PAGE (page)), ==, propus_key_info_get_id (key));
      adw_preferences_window_present_subpage (ADW_PREFERENCES_WINDOW (window), page);
      draw (150);
      propus_key_page_update (PROPUS_KEY_PAGE (page), key, i != 0);
      adw_preferences_window_close_subpage (ADW_PREFERENCES_WINDOW (window));
      draw (500);   /* while it goes, no other may come */
      g_object_unref (row);
    }
  propus_preferences_window_toast_removed (PROPUS_PREFERENCES_WINDOW (window), "a1");
  draw (100);
  gtk_window_destroy (GTK_WINDOW (window));
  draw (50);
}

static void
take_answer (PropusPlainAnswer answer,
             gpointer          user_data)
{
  *(PropusPlainAnswer *) user_data = answer;
}

static void
test_find (void)
{
  GtkWidget *window = propus_find_dialog_new (application->session);
  PropusPlainAnswer answer = PROPUS_PLAIN_STORE;
  g_autoptr (GListModel) windows = NULL;
  GtkWindow *question = NULL;   /* borrowed: it must not outlive its parent */

  gtk_window_present (GTK_WINDOW (window));
  draw (300);
  propus_plain_question_ask (GTK_WINDOW (window), TRUE, take_answer, &answer);
  draw (100);
  windows = g_object_ref (gtk_window_get_toplevels ());
  for (guint i = 0; i < g_list_model_get_n_items (windows) && question == NULL; i++)
    {
      g_autoptr (GtkWindow) one = g_list_model_get_item (windows, i);

      if (ADW_IS_MESSAGE_DIALOG (one))
        question = one;
    }
  g_assert_nonnull (question);
  gtk_window_close (question);
  draw (50);
  g_assert_cmpint (answer, ==, PROPUS_PLAIN_CANCEL);
  gtk_window_destroy (GTK_WINDOW (window));
  draw (50);
}

static void
test_help_overlay (void)
{
  g_autoptr (GtkBuilder) builder = gtk_builder_new_from_resource ("/io/github/propus/Propus/help-overlay.ui");
  GtkWindow *window = GTK_WINDOW (gtk_builder_get_object (builder, "help_overlay"));

  g_assert_true (GTK_IS_SHORTCUTS_WINDOW (window));
  gtk_window_present (window);
  draw (200);
  gtk_window_destroy (window);
  draw (50);
}

static GtkWidget *
find_popover (GtkWidget *widget)
{
  GtkWidget *found = GTK_IS_POPOVER (widget) && gtk_widget_get_mapped (widget) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_popover (child);

  return found;
}

/* A window that closes under its open list of models takes the list along, and the tooltip that waits on it. */
static void
test_open_list (void)
{
  PropusWindow *window = open_window ();
  gpointer list;

  gtk_widget_set_visible (GTK_WIDGET (window->composer), TRUE);
  propus_model_picker_popup (propus_composer_get_picker (window->composer));
  draw (200);
  list = find_popover (GTK_WIDGET (window->composer));
  g_assert_nonnull (list);
  g_object_add_weak_pointer (G_OBJECT (list), &list);

  gtk_window_destroy (GTK_WINDOW (window));
  draw (50);
  g_assert_null (list);
  /* GTK waits for half a second before it shows a tooltip. */
  draw (600);
}

static gboolean
is_blank_send_insensitive (PropusWindow *window,
                           const char   *text)
{
  GtkWidget *send;

  propus_composer_set_text (window->composer, text);
  send = GTK_WIDGET (gtk_widget_get_template_child (GTK_WIDGET (window->composer), PROPUS_TYPE_COMPOSER, "send"));
  return !gtk_widget_get_sensitive (send);
}

static void
test_send (void)
{
  PropusWindow *window = open_window ();

  g_assert_true (is_blank_send_insensitive (window, ""));
  g_assert_true (is_blank_send_insensitive (window, " \n\t\302\240\342\200\213 "));
  g_assert_false (is_blank_send_insensitive (window, "  a"));
  g_assert_true (is_blank_send_insensitive (window, ""));

  gtk_window_destroy (GTK_WINDOW (window));
  draw (50);
}

/* A beginning that is chosen by mistake does not cost what was written. */
static void
test_set_text (void)
{
  PropusWindow *window = open_window ();
  g_autofree char *chosen = NULL;
  g_autofree char *back = NULL;

  propus_composer_set_text (window->composer, "what was written");
  propus_composer_set_text (window->composer, "a beginning");
  chosen = propus_composer_dup_text (window->composer);
  g_assert_cmpstr (chosen, ==, "a beginning");
  gtk_widget_activate_action (gtk_window_get_focus (GTK_WINDOW (window)), "text.undo", NULL);
  back = propus_composer_dup_text (window->composer);
  g_assert_cmpstr (back, ==, "what was written");

  gtk_window_destroy (GTK_WINDOW (window));
  draw (50);
}

/* A word of 100,000 characters and a message of 1 MB: pasted, shown, taken out again as they were. */
static void
test_huge (void)
{
  PropusWindow *window = open_window ();
  g_autofree char *word = g_strnfill (100000, 'x');
  g_autofree char *line = g_strnfill (99, 'y');
  g_autoptr (GString) text = g_string_new (word);
  g_autofree char *back = NULL;
  gint64 start;

  while (text->len < 1024 * 1024)
    g_string_append_printf (text, "\n%s", line);

  start = g_get_monotonic_time ();
  propus_composer_set_text (window->composer, text->str);
  draw (300);
  back = propus_composer_dup_text (window->composer);
  g_assert_cmpstr (back, ==, text->str);
  /* Without places to break, the word alone takes more than 40 s. */
  g_assert_cmpint (g_get_monotonic_time () - start, <, 20 * G_USEC_PER_SEC);

  gtk_window_destroy (GTK_WINDOW (window));
  draw (50);
}

static void
append_exchange (PropusConversation *conversation,
                 guint               number)
{
  g_autoptr (PropusMessage) prompt = propus_message_new (PROPUS_ROLE_USER, 0);
  g_autoptr (PropusMessage) answer = propus_message_new (PROPUS_ROLE_MODEL, 0);
  g_autofree char *text = g_strdup_printf ("Prompt %u", number);

  propus_message_append_text (prompt, text);
  propus_message_set_state (prompt, PROPUS_MESSAGE_COMPLETE);
  for (guint i = 0; i <= number % 7; i++)
    propus_message_append_text (answer, "A line of an answer that is long enough to be wrapped in a narrow window.\n\n");
  propus_message_set_state (answer, PROPUS_MESSAGE_COMPLETE);
  propus_conversation_append (conversation, prompt);
  propus_conversation_append (conversation, answer);
}

static guint
count_children (GtkWidget *widget)
{
  guint n = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    n++;

  return n;
}

/* Where @row is in the view, as of the last layout. */
static double
get_view_y (GtkWidget     *row,
            GtkWidget     *rows,
            GtkAdjustment *adjustment)
{
  graphene_rect_t bounds;

  g_assert_true (gtk_widget_compute_bounds (row, rows, &bounds));
  return bounds.origin.y - gtk_adjustment_get_value (adjustment);
}

/* The first row that reaches into the view. */
static GtkWidget *
find_top_row (GtkWidget     *rows,
              GtkAdjustment *adjustment)
{
  GtkWidget *row = gtk_widget_get_first_child (rows);

  while (row != NULL && get_view_y (row, rows, adjustment) + gtk_widget_get_height (row) <= 0)
    row = gtk_widget_get_next_sibling (row);

  return row;
}

/* A chat of 400 messages: a bounded number of live rows; the end stays in sight while an answer grows; what is read stays
 * where it is when earlier rows come. */
static void
test_long_chat (void)
{
  PropusWindow *window = open_window ();
  GtkWidget *view = GTK_WIDGET (window->view);
  GtkWidget *rows = GTK_WIDGET (gtk_widget_get_template_child (view, PROPUS_TYPE_CONVERSATION_VIEW, "rows"));
  GtkWidget *scroller = GTK_WIDGET (gtk_widget_get_template_child (view, PROPUS_TYPE_CONVERSATION_VIEW, "scroller"));
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller));
  g_autoptr (PropusConversation) conversation = propus_conversation_new (0);
  double end, top;
  GtkWidget *row;

  for (guint i = 0; i < 200; i++)
    append_exchange (conversation, i);
  _propus_window_open (window, conversation);
  draw (500);
  g_assert_cmpuint (count_children (rows), ==, 50);
  end = gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment);
  g_assert_cmpfloat (gtk_adjustment_get_value (adjustment), ==, end);

  append_exchange (conversation, 6);
  draw (300);
  end = gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment);
  g_assert_cmpfloat (gtk_adjustment_get_value (adjustment), ==, end);

  gtk_adjustment_set_value (adjustment, 200);
  row = find_top_row (rows, adjustment);
  top = get_view_y (row, rows, adjustment);
  draw (500);
  g_assert_cmpuint (count_children (rows), >, 60);
  g_assert_cmpfloat (gtk_adjustment_get_value (adjustment), >, 1000);
  g_assert_cmpfloat_with_epsilon (get_view_y (row, rows, adjustment), top, 1);

  for (guint i = 0; i < 12; i++)
    {
      gtk_adjustment_set_value (adjustment, 0);
      draw (100);
      g_assert_cmpuint (count_children (rows), <=, 100);
    }

  propus_conversation_view_jump_to_latest (window->view);
  draw (500);
  g_assert_cmpuint (count_children (rows), <=, 100);
  end = gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment);
  g_assert_cmpfloat (gtk_adjustment_get_value (adjustment), ==, end);

  gtk_window_destroy (GTK_WINDOW (window));
  draw (50);
}

static void
test_long_word (void)
{
  g_autofree char *word = g_strnfill (1300, 'x');
  g_autofree char *split = NULL;
  g_autofree char *joined = NULL;
  g_autofree char *again = NULL;
  g_autoptr (GString) chinese = g_string_new (NULL);

  g_assert_false (propus_long_word_is_in ("short words only", 16));
  g_assert_true (propus_long_word_is_in (word, strlen (word)));
  split = propus_long_word_dup_split (word, strlen (word));
  g_assert_cmpuint (strlen (split), >, strlen (word));
  g_assert_false (propus_long_word_is_in ("a\342\200\213b", 5));
  joined = propus_long_word_dup_joined (split);
  g_assert_cmpstr (joined, ==, word);

  /* Chinese has no spaces, and may be broken anywhere. */
  for (guint i = 0; i < 1000; i++)
    g_string_append (chinese, "語");
  g_assert_false (propus_long_word_is_in (chinese->str, chinese->len));
  g_string_append (chinese, word);
  again = propus_long_word_dup_split (chinese->str, chinese->len);
  g_assert_true (strncmp (again, chinese->str, chinese->len - strlen (word)) == 0);
  g_assert_true (g_str_has_suffix (again, split));
}

/* Two invisible characters at 500 and at 1000; a place at a break is before it. */
static void
test_long_word_offsets (void)
{
  const gsize bytes[] = { 0, 3, 3, 500, 502, 1300, 9999 };
  /* A mark is two characters: 24 of them before the 498th of the word, 64 in all of it. */
  const guint expected[] = { 0, 1, 1, 498 + 48, 500 + 48, 1298 + 128, 1298 + 128 };
  g_autofree char *word = g_strnfill (1297, 'x');
  g_autofree char *text = g_strconcat ("語", word, NULL);
  g_autofree char *split = propus_long_word_dup_split (text, strlen (text));
  g_autofree guint *offsets = propus_long_word_dup_offsets (split, bytes, G_N_ELEMENTS (bytes));

  for (gsize i = 0; i < G_N_ELEMENTS (bytes); i++)
    g_assert_cmpuint (offsets[i], ==, expected[i]);
}

static PropusLeakReport *
new_report (gsize            start,
            gsize            end,
            PropusSecretKind kind)
{
  g_autoptr (GArray) own = g_array_new (FALSE, FALSE, sizeof (PropusSecretRange));
  g_autoptr (GArray) patterns = g_array_new (FALSE, FALSE, sizeof (PropusSecretRange));
  PropusSecretRange range = { start, end, kind };

  g_array_append_val (patterns, range);
  return propus_leak_report_new (NULL, own, patterns, PROPUS_LEAK_LOCKED);
}

static void
test_leak_bar (void)
{
  GtkWindow *window = GTK_WINDOW (gtk_window_new ());
  PropusLeakBar *bar = PROPUS_LEAK_BAR (propus_leak_bar_new ());

  gtk_window_set_child (window, GTK_WIDGET (bar));
  gtk_window_present (window);
  for (PropusSecretKind kind = 0; kind < PROPUS_SECRET_N_KINDS; kind++)
    {
      g_autoptr (PropusLeakReport) report = new_report (0, 4, kind);

      propus_leak_bar_show_report (bar, report);
      propus_leak_bar_focus (bar);
      draw (50);
    }
  gtk_window_destroy (window);
  draw (50);
}

/* Marks move with the text, and what they are on is replaced wherever it is by then. */
static void
test_leak_marks (void)
{
  g_autoptr (GtkTextBuffer) buffer = gtk_text_buffer_new (NULL);
  g_autoptr (PropusLeakReport) report = new_report (4, 10, PROPUS_SECRET_SERVICE_KEY);
  g_autofree char *text = NULL;
  GtkTextIter start, end;

  gtk_text_buffer_set_text (buffer, "語 secret!", -1);
  g_assert_false (propus_leak_marks_find (buffer, &start, &end));
  propus_leak_marks_set (buffer, report);
  gtk_text_buffer_get_start_iter (buffer, &start);
  gtk_text_buffer_insert (buffer, &start, "more ", -1);
  g_assert_true (propus_leak_marks_find (buffer, &start, &end));
  g_assert_cmpint (gtk_text_iter_get_offset (&start), ==, 7);
  g_assert_cmpint (gtk_text_iter_get_offset (&end), ==, 13);

  propus_leak_marks_redact (buffer);
  g_assert_false (propus_leak_marks_find (buffer, &start, &end));
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  text = gtk_text_buffer_get_text (buffer, &start, &end, TRUE);
  g_assert_cmpstr (text, ==, "more 語 [redacted]!");
  gtk_text_buffer_undo (buffer);
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  g_free (text);
  text = gtk_text_buffer_get_text (buffer, &start, &end, TRUE);
  g_assert_cmpstr (text, ==, "more 語 secret!");
}

static gboolean
has_action (const char *detailed)
{
  g_autofree char *name = NULL;
  g_autoptr (GVariant) target = NULL;
  g_autoptr (GTypeClass) klass = g_type_class_ref (PROPUS_TYPE_WINDOW);
  const GVariantType *parameter_type;
  const char *found, *property;
  GType owner;
  guint i = 0;

  g_assert_true (g_action_parse_detailed_name (detailed, &name, &target, NULL));
  if (g_str_has_prefix (name, "app."))
    return g_action_group_has_action (G_ACTION_GROUP (application), name + strlen ("app."));

  while (gtk_widget_class_query_action (GTK_WIDGET_CLASS (klass), i++, &owner, &found, &parameter_type, &property))
    if (g_str_equal (found, name))
      return TRUE;

  return FALSE;
}

/* Every kind of failure has a sentence of its own and at least one button that does something. */
static void
test_failures (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GtkWidget *card = g_object_ref_sink (propus_failure_card_new ());
  PropusFailureKind kind;

  g_assert_false (has_action ("win.no-such-action"));
  g_assert_false (has_action ("app.no-such-action"));

  for (kind = PROPUS_FAILURE_KEY_MISSING; kind <= PROPUS_FAILURE_ATTACHMENT; kind++)
    {
      PropusMend mends[PROPUS_FAILURE_TEXT_MAX_MENDS];
      char *sentence = propus_failure_dup_sentence (kind, NULL);
      guint n = propus_failure_text_get_mends (kind, mends);

      g_test_message ("%s: %s", propus_failure_kind_to_nick (kind), sentence);
      g_assert_nonnull (sentence);
      g_assert_true (g_str_has_suffix (sentence, "."));
      g_assert_true (g_hash_table_add (seen, sentence));
      g_assert_cmpuint (n, >=, 1);
      for (guint i = 0; i < n; i++)
        g_assert_true (has_action (mends[i].action));
      propus_failure_card_show_failure (PROPUS_FAILURE_CARD (card), kind, NULL, "text", "gemini-0", TRUE);
    }

  g_object_unref (card);
}

int
main (int    argc,
      char **argv)
{
  int status;

  gtk_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/long-word", test_long_word);
  g_test_add_func ("/ui/long-word-offsets", test_long_word_offsets);
  g_test_add_func ("/ui/leak-bar", test_leak_bar);
  g_test_add_func ("/ui/leak-marks", test_leak_marks);
  g_test_add_func ("/ui/templates/window", test_window);
  g_test_add_func ("/ui/templates/narrow", test_narrow);
  g_test_add_func ("/ui/templates/preferences", test_preferences);
  g_test_add_func ("/ui/templates/keys", test_keys);
  g_test_add_func ("/ui/templates/find", test_find);
  g_test_add_func ("/ui/templates/help-overlay", test_help_overlay);
  g_test_add_func ("/ui/composer/open-list-goes-with-window", test_open_list);
  g_test_add_func ("/ui/composer/blank-is-not-sent", test_send);
  g_test_add_func ("/ui/composer/one-step-back", test_set_text);
  g_test_add_func ("/ui/composer/huge", test_huge);
  g_test_add_func ("/ui/conversation/long-chat", test_long_chat);
  g_test_add_func ("/ui/case-64/sentence-and-action", test_failures);

  application = g_object_new (PROPUS_TYPE_APPLICATION,
                              "application-id", "io.github.propus.Propus.Test",
                              "flags", G_APPLICATION_NON_UNIQUE,
                              "resource-base-path", "/io/github/propus/Propus",
                              NULL);
  application->practice = TRUE;
  g_assert_true (g_application_register (G_APPLICATION (application), NULL, NULL));
  g_application_hold (G_APPLICATION (application));
  status = g_test_run ();
  g_application_release (G_APPLICATION (application));

  return status;
}
