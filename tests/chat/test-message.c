/* test-message.c - a message grows and says where
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-message.h"
#include "../lib/cpu-clock.h"

typedef struct
{
  guint n;
  guint64 offset;
  guint64 length;
} Place;

static void
appended_cb (PropusMessage *message,
             guint64        offset,
             guint64        length,
             gpointer       user_data)
{
  Place *place = user_data;

  place->n++;
  place->offset = offset;
  place->length = length;
}

static void
count_cb (gpointer user_data)
{
  guint *count = user_data;

  (*count)++;
}

static void
test_append (void)
{
  g_autoptr(PropusMessage) message = propus_message_new (PROPUS_ROLE_MODEL, 0);
  Place text = { 0 }, thoughts = { 0 };

  g_signal_connect (message, "text-appended", G_CALLBACK (appended_cb), &text);
  g_signal_connect (message, "thoughts-appended", G_CALLBACK (appended_cb), &thoughts);
  g_assert_cmpstr (propus_message_get_text (message), ==, "");
  g_assert_cmpuint (propus_message_get_text_length (message), ==, 0);

  propus_message_append_text (message, "");
  g_assert_cmpuint (text.n, ==, 0);
  propus_message_append_text (message, "höh");
  propus_message_append_text (message, "er");
  g_assert_cmpuint (text.n, ==, 2);
  g_assert_cmpuint (text.offset, ==, 4);
  g_assert_cmpuint (text.length, ==, 2);
  g_assert_cmpstr (propus_message_get_text (message), ==, "höher");
  g_assert_cmpuint (propus_message_get_text_length (message), ==, 6);

  g_assert_cmpuint (thoughts.n, ==, 0);
  propus_message_append_thoughts (message, "hm");
  g_assert_cmpuint (thoughts.n, ==, 1);
  g_assert_cmpuint (thoughts.offset, ==, 0);
  g_assert_cmpuint (thoughts.length, ==, 2);
  g_assert_cmpstr (propus_message_get_thoughts (message), ==, "hm");
  g_assert_cmpuint (propus_message_get_thoughts_length (message), ==, 2);
  g_assert_cmpuint (text.n, ==, 2);
}

static void
test_changed (void)
{
  g_autoptr(PropusMessage) message = propus_message_new (PROPUS_ROLE_MODEL, 0);
  guint changed = 0, notified = 0;

  g_signal_connect_swapped (message, "changed", G_CALLBACK (count_cb), &changed);
  g_signal_connect_swapped (message, "notify::state", G_CALLBACK (count_cb), &notified);
  g_assert_true (propus_message_is_running (message));

  propus_message_set_state (message, PROPUS_MESSAGE_PENDING);
  g_assert_cmpuint (changed, ==, 0);
  propus_message_set_state (message, PROPUS_MESSAGE_STREAMING);
  g_assert_cmpuint (changed, ==, 1);
  g_assert_cmpuint (notified, ==, 1);
  g_assert_true (propus_message_is_running (message));

  propus_message_set_usage (message, "{}");
  propus_message_set_usage (message, "{}");
  g_assert_cmpuint (changed, ==, 2);
  propus_message_set_failure (message, "network", NULL, "no route");
  propus_message_set_failure (message, "network", NULL, "no route");
  g_assert_cmpuint (changed, ==, 3);
  g_assert_cmpstr (propus_message_get_failure (message), ==, "network");
  g_assert_null (propus_message_get_failure_detail (message));
  g_assert_cmpstr (propus_message_get_failure_text (message), ==, "no route");

  /* Its own strings may be given back to it. */
  propus_message_set_failure (message, propus_message_get_failure_text (message), propus_message_get_failure (message), NULL);
  g_assert_cmpstr (propus_message_get_failure (message), ==, "no route");
  g_assert_cmpstr (propus_message_get_failure_detail (message), ==, "network");
  propus_message_set_failure (message, NULL, NULL, NULL);
  g_assert_null (propus_message_get_failure (message));

  propus_message_set_state (message, PROPUS_MESSAGE_FAILED);
  g_assert_false (propus_message_is_running (message));
  g_assert_cmpuint (notified, ==, 2);
}

static void
test_parts (void)
{
  g_autoptr(PropusMessage) message = propus_message_new (PROPUS_ROLE_MODEL, 7);
  const char * const *parts = propus_message_get_raw_parts (message);

  g_assert_nonnull (parts);
  g_assert_null (parts[0]);
  propus_message_add_raw_part (message, "{\"a\":1}");
  propus_message_add_raw_part (message, "{\"b\":2}");
  parts = propus_message_get_raw_parts (message);
  g_assert_cmpstr (parts[0], ==, "{\"a\":1}");
  g_assert_cmpstr (parts[1], ==, "{\"b\":2}");
  g_assert_null (parts[2]);
  g_assert_cmpuint (propus_message_get_n_raw_parts (message), ==, 2);
  g_assert_cmpstr (propus_message_get_raw_part (message, 1), ==, "{\"b\":2}");
  g_assert_cmpint (propus_message_get_id (message), ==, 7);
}

static void
test_new (void)
{
  g_autoptr(PropusMessage) asked = propus_message_new (PROPUS_ROLE_USER, 0);
  g_autoptr(PropusMessage) answer = propus_message_new (PROPUS_ROLE_MODEL, 0);
  PropusMessageState state;
  PropusRole role;

  g_assert_cmpint (propus_message_get_state (asked), ==, PROPUS_MESSAGE_COMPLETE);
  g_assert_cmpint (propus_message_get_state (answer), ==, PROPUS_MESSAGE_PENDING);
  g_assert_cmpint (propus_message_get_created (asked), >, G_GINT64_CONSTANT (1600000000000000));
  g_object_get (answer, "role", &role, "state", &state, NULL);
  g_assert_cmpint (role, ==, PROPUS_ROLE_MODEL);
  g_assert_cmpint (state, ==, PROPUS_MESSAGE_PENDING);
}

static gint64
time_appends (guint n)
{
  g_autoptr(PropusMessage) message = propus_message_new (PROPUS_ROLE_MODEL, 0);
  gint64 begin = cpu_clock_get_us ();

  for (guint i = 0; i < n; i++)
    propus_message_append_text (message, "twenty bytes of text");
  g_assert_cmpuint (propus_message_get_text_length (message), ==, 20 * n);
  return MAX (cpu_clock_get_us () - begin, 1);
}

/* Sixteen times as many chunks take about sixteen times as long, not 256 times. */
static void
test_linear (void)
{
  gint64 few = G_MAXINT64, many = G_MAXINT64;

  for (guint i = 0; i < 5; i++)
    {
      few = MIN (few, time_appends (10000));
      many = MIN (many, time_appends (160000));
    }
  g_test_message ("%" G_GINT64_FORMAT " us, %" G_GINT64_FORMAT " us", few, many);
  g_assert_cmpint (many, <, few * 64);
}

static void
count_changes_cb (gpointer user_data)
{
  (*(guint *) user_data)++;
}

static void
test_tree_and_attachments (void)
{
  g_autoptr(PropusMessage) message = propus_message_new (PROPUS_ROLE_USER, 0);
  g_autoptr(PropusAttachment) attachment = propus_attachment_new (NULL, "/tmp/x", "text/plain", "x", 7);
  guint changes = 0;

  g_signal_connect_swapped (message, "changed", G_CALLBACK (count_changes_cb), &changes);
  g_assert_cmpint (propus_message_get_parent_id (message), ==, PROPUS_MESSAGE_PARENT_LAST);
  g_assert_cmpuint (propus_message_get_n_versions (message), ==, 1);
  g_assert_cmpuint (propus_message_get_n_attachments (message), ==, 0);

  propus_message_set_parent_id (message, 5);
  propus_message_set_version (message, 2, 3);
  propus_message_set_version (message, 2, 3);
  propus_message_add_attachment (message, attachment);
  g_assert_cmpuint (changes, ==, 2);
  g_assert_cmpint (propus_message_get_parent_id (message), ==, 5);
  g_assert_cmpuint (propus_message_get_version (message), ==, 2);
  g_assert_cmpuint (propus_message_get_n_versions (message), ==, 3);
  g_assert_cmpuint (propus_message_get_n_attachments (message), ==, 1);
  g_assert_true (propus_message_get_attachment (message, 0) == attachment);
  g_assert_null (propus_attachment_get_hash (attachment));
  g_assert_cmpuint (propus_attachment_get_size (attachment), ==, 7);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/chat/message/new", test_new);
  g_test_add_func ("/chat/message/append", test_append);
  g_test_add_func ("/chat/message/changed", test_changed);
  g_test_add_func ("/chat/message/parts", test_parts);
  g_test_add_func ("/chat/message/linear", test_linear);
  g_test_add_func ("/chat/message/tree-and-attachments", test_tree_and_attachments);

  return g_test_run ();
}
