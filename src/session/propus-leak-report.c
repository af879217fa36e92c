/* propus-leak-report.c - what a text would give away
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-leak-report.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/**
 * PropusLeakReport:
 *
 * Where a text holds the person's own keys, and what looks like a secret. Immutable; it does not keep the text.
 */
struct _PropusLeakReport
{
  gatomicrefcount       ref_count;
  char                 *name;         /* of the text; NULL: the message */
  GArray               *ranges;       /* of PropusSecretRange */
  PropusLeakComparison  comparison;
};

G_DEFINE_BOXED_TYPE (PropusLeakReport, propus_leak_report, propus_leak_report_ref, propus_leak_report_unref)

static int
compare_ranges (gconstpointer a,
                gconstpointer b)
{
  const PropusSecretRange *one = a;
  const PropusSecretRange *two = b;

  return one->start < two->start ? -1 : one->start > two->start;
}

/* What overlaps becomes one range; that it is the person's own key outweighs its looks. */
static GArray *
merge (GArray *own,
       GArray *patterns)
{
  g_autoptr(GArray) all = g_array_new (FALSE, FALSE, sizeof (PropusSecretRange));
  GArray *merged = g_array_new (FALSE, FALSE, sizeof (PropusSecretRange));

  if (own->len > 0)
    g_array_append_vals (all, own->data, own->len);
  if (patterns->len > 0)
    g_array_append_vals (all, patterns->data, patterns->len);
  g_array_sort (all, compare_ranges);

  for (guint i = 0; i < all->len; i++)
    {
      PropusSecretRange range = g_array_index (all, PropusSecretRange, i);
      PropusSecretRange *last = merged->len > 0 ? &g_array_index (merged, PropusSecretRange, merged->len - 1) : NULL;

      if (last == NULL || range.start >= last->end)
        {
          g_array_append_val (merged, range);
          continue;
        }
      last->end = MAX (last->end, range.end);
      last->kind = MIN (last->kind, range.kind);
    }

  return merged;
}

/**
 * propus_leak_report_new:
 * @name: (nullable): what a person calls the text, such as the name of a file; %NULL: the message that is written
 * @own: (element-type PropusSecretRange): where own keys are, in any order
 * @patterns: (element-type PropusSecretRange): where something looks like a secret
 * @comparison: whether own keys were looked for
 *
 * Returns: (transfer full): a report
 */
PropusLeakReport *
propus_leak_report_new (const char           *name,
                        GArray               *own,
                        GArray               *patterns,
                        PropusLeakComparison  comparison)
{
  PropusLeakReport *self;

  g_return_val_if_fail (own != NULL && patterns != NULL, NULL);

  self = g_new0 (PropusLeakReport, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->name = g_strdup (name);
  self->ranges = merge (own, patterns);
  self->comparison = comparison;

  return self;
}

/**
 * propus_leak_report_ref:
 *
 * Returns: (transfer full): @self
 */
PropusLeakReport *
propus_leak_report_ref (PropusLeakReport *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * propus_leak_report_unref:
 * @self: (transfer full): a report
 */
void
propus_leak_report_unref (PropusLeakReport *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_array_unref (self->ranges);
  g_free (self->name);
  g_free (self);
}

/**
 * propus_leak_report_get_n_ranges:
 *
 * Returns: in how many places something was found; 0: the text may go
 */
guint
propus_leak_report_get_n_ranges (PropusLeakReport *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->ranges->len;
}

/**
 * propus_leak_report_get_range:
 * @index: below propus_leak_report_get_n_ranges()
 *
 * Returns: (transfer none): the bytes, and what they are
 */
const PropusSecretRange *
propus_leak_report_get_range (PropusLeakReport *self,
                              guint             index)
{
  g_return_val_if_fail (self != NULL && index < self->ranges->len, NULL);

  return &g_array_index (self->ranges, PropusSecretRange, index);
}

static guint
count_kind (PropusLeakReport *self,
            PropusSecretKind  kind)
{
  guint n = 0;

  for (guint i = 0; i < self->ranges->len; i++)
    if (g_array_index (self->ranges, PropusSecretRange, i).kind == kind)
      n++;

  return n;
}

/**
 * propus_leak_report_has_own_key:
 *
 * Returns: whether the text holds one of the person's own keys: it must not go then
 */
gboolean
propus_leak_report_has_own_key (PropusLeakReport *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return count_kind (self, PROPUS_SECRET_OWN_KEY) > 0;
}

/**
 * propus_leak_report_get_comparison:
 *
 * Returns: whether own keys were looked for
 */
PropusLeakComparison
propus_leak_report_get_comparison (PropusLeakReport *self)
{
  g_return_val_if_fail (self != NULL, PROPUS_LEAK_NOT_COMPARED);

  return self->comparison;
}

static const char *
get_message_sentence (PropusSecretKind kind)
{
  switch (kind)
    {
    case PROPUS_SECRET_OWN_KEY:
      return _("This message holds one of your own API keys.");
    case PROPUS_SECRET_GEMINI_KEY:
      return _("This message holds something that looks like a Gemini API key.");
    case PROPUS_SECRET_GEMINI_TOKEN:
      return _("This message holds something that looks like a Gemini access token.");
    case PROPUS_SECRET_PRIVATE_KEY:
      return _("This message holds a private key.");
    case PROPUS_SECRET_GITHUB_TOKEN:
      return _("This message holds something that looks like a GitHub token.");
    case PROPUS_SECRET_SERVICE_KEY:
      return _("This message holds something that looks like an API key.");
    case PROPUS_SECRET_AWS_KEY_ID:
      return _("This message holds something that looks like an AWS access key.");
    case PROPUS_SECRET_AWS_SECRET:
      return _("This message holds something that looks like an AWS secret key.");
    default:
      g_return_val_if_reached ("");
    }
}

static char *
dup_named_sentence (PropusSecretKind  kind,
                    const char       *name)
{
  switch (kind)
    {
    case PROPUS_SECRET_OWN_KEY:
      /* Translators: %s is the name of a file */
      return g_strdup_printf (_("“%s” holds one of your own API keys."), name);
    case PROPUS_SECRET_GEMINI_KEY:
      /* Translators: %s is the name of a file */
      return g_strdup_printf (_("“%s” holds something that looks like a Gemini API key."), name);
    case PROPUS_SECRET_GEMINI_TOKEN:
      /* Translators: %s is the name of a file */
      return g_strdup_printf (_("“%s” holds something that looks like a Gemini access token."), name);
    case PROPUS_SECRET_PRIVATE_KEY:
      /* Translators: %s is the name of a file */
      return g_strdup_printf (_("“%s” holds a private key."), name);
    case PROPUS_SECRET_GITHUB_TOKEN:
      /* Translators: %s is the name of a file */
      return g_strdup_printf (_("“%s” holds something that looks like a GitHub token."), name);
    case PROPUS_SECRET_SERVICE_KEY:
      /* Translators: %s is the name of a file */
      return g_strdup_printf (_("“%s” holds something that looks like an API key."), name);
    case PROPUS_SECRET_AWS_KEY_ID:
      /* Translators: %s is the name of a file */
      return g_strdup_printf (_("“%s” holds something that looks like an AWS access key."), name);
    case PROPUS_SECRET_AWS_SECRET:
      /* Translators: %s is the name of a file */
      return g_strdup_printf (_("“%s” holds something that looks like an AWS secret key."), name);
    default:
      g_return_val_if_reached (NULL);
    }
}

static char *
dup_kind_sentence (PropusLeakReport *self,
                   PropusSecretKind  kind)
{
  return self->name != NULL ? dup_named_sentence (kind, self->name) : g_strdup (get_message_sentence (kind));
}

static char *
dup_count_sentence (PropusLeakReport *self)
{
  guint n = self->ranges->len;

  if (self->name == NULL)
    /* Translators: %u is a number of places, two at least */
    return g_strdup_printf (ngettext ("This message holds %u thing that looks like a key or token.",
                                      "This message holds %u things that look like keys or tokens.", n), n);

  /* Translators: %2$s is the name of a file, %1$u a number of places, two at least */
  return g_strdup_printf (ngettext ("“%2$s” holds %1$u thing that looks like a key or token.",
                                    "“%2$s” holds %1$u things that look like keys or tokens.", n), n, self->name);
}

/**
 * propus_leak_report_dup_sentence:
 *
 * Returns: (transfer full) (nullable): what was found, translated; %NULL for nothing
 */
char *
propus_leak_report_dup_sentence (PropusLeakReport *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (self->ranges->len == 0)
    return NULL;
  if (propus_leak_report_has_own_key (self))
    return dup_kind_sentence (self, PROPUS_SECRET_OWN_KEY);
  if (self->ranges->len == 1)
    return dup_kind_sentence (self, g_array_index (self->ranges, PropusSecretRange, 0).kind);

  return dup_count_sentence (self);
}

/**
 * propus_leak_report_dup_note:
 *
 * Returns: (transfer full) (nullable): why own keys may be in the text all the same, translated; %NULL when they are not
 */
char *
propus_leak_report_dup_note (PropusLeakReport *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  switch (self->comparison)
    {
    case PROPUS_LEAK_LOCKED:
      return g_strdup (_("Keys in your locked keyring could not be compared."));
    case PROPUS_LEAK_NOT_COMPARED:
      return g_strdup (_("Your own keys could not be compared just now."));
    case PROPUS_LEAK_COMPARED:
    default:
      return NULL;
    }
}

/**
 * propus_leak_report_dup_redacted:
 * @text: (array length=length): the text that the report is about
 * @length: of @text in bytes
 *
 * Returns: (transfer full): @text with %PROPUS_LEAK_REDACTED in each place; NUL bytes of @text stay
 */
char *
propus_leak_report_dup_redacted (PropusLeakReport *self,
                                 const char       *text,
                                 gsize             length)
{
  GString *redacted;
  gsize at = 0;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (text != NULL || length == 0, NULL);

  redacted = g_string_sized_new (length + 1);
  for (guint i = 0; i < self->ranges->len; i++)
    {
      PropusSecretRange range = g_array_index (self->ranges, PropusSecretRange, i);

      g_return_val_if_fail (range.end <= length, g_string_free (redacted, FALSE));
      g_string_append_len (redacted, text + at, (gssize) (range.start - at));
      g_string_append (redacted, PROPUS_LEAK_REDACTED);
      at = range.end;
    }
  if (at < length)
    g_string_append_len (redacted, text + at, (gssize) (length - at));

  return g_string_free (redacted, FALSE);
}

/**
 * propus_leak_redact_keys:
 * @text: what a person is writing
 *
 * Takes out what looks like a key of the Gemini API, so that a draft can be kept in a file. Other secrets stay: a draft
 * is the person's own, and only these are what Propus promises to keep out of files.
 *
 * Linear in the length of @text; may be called from any thread.
 *
 * Returns: (transfer full): the text without them
 */
char *
propus_leak_redact_keys (const char *text)
{
  g_autoptr(GArray) none = g_array_new (FALSE, FALSE, sizeof (PropusSecretRange));
  g_autoptr(GArray) keys = g_array_new (FALSE, FALSE, sizeof (PropusSecretRange));
  g_autoptr(GArray) found = NULL;
  g_autoptr(PropusLeakReport) report = NULL;
  gsize length;

  g_return_val_if_fail (text != NULL, NULL);

  length = strlen (text);
  found = propus_secret_pattern_find (text, length);
  for (guint i = 0; i < found->len; i++)
    {
      PropusSecretRange range = g_array_index (found, PropusSecretRange, i);

      if (range.kind == PROPUS_SECRET_GEMINI_KEY || range.kind == PROPUS_SECRET_GEMINI_TOKEN)
        g_array_append_val (keys, range);
    }
  report = propus_leak_report_new (NULL, none, keys, PROPUS_LEAK_NOT_COMPARED);

  return propus_leak_report_dup_redacted (report, text, length);
}
