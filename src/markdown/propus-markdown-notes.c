/* propus-markdown-notes.c - the footnotes of a document
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-markdown-notes.h"

/* A document is read twice where it has footnotes: first to learn which labels are defined anywhere, then, resolving, to
 * number the references in the order in which they stand, and to bring the notes to the end in that order. While text
 * still comes only the first is possible: notes stand where they are written then, and references to a number are taken
 * on trust. */
typedef struct
{
  char      *label;
  guint      number;     /* 0: not known before the end */
  GPtrArray *blocks;     /* of PropusMarkdownBlock */
} Note;

struct _PropusMarkdownNotes
{
  GHashTable *defined;   /* labels */
  GHashTable *numbers;   /* label to number */
  GHashTable *begun;     /* labels whose note has been read, while resolving */
  GPtrArray  *notes;     /* of Note, as they stand */
  gboolean    resolving;
};

static void
note_free (Note *note)
{
  g_free (note->label);
  g_ptr_array_unref (note->blocks);
  g_free (note);
}

/**
 * propus_markdown_notes_new:
 *
 * Returns: (transfer full): no footnotes
 */
PropusMarkdownNotes *
propus_markdown_notes_new (void)
{
  PropusMarkdownNotes *self = g_new0 (PropusMarkdownNotes, 1);

  self->defined = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->numbers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->begun = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->notes = g_ptr_array_new_with_free_func ((GDestroyNotify) note_free);

  return self;
}

void
propus_markdown_notes_free (PropusMarkdownNotes *self)
{
  g_hash_table_unref (self->defined);
  g_hash_table_unref (self->numbers);
  g_hash_table_unref (self->begun);
  g_ptr_array_unref (self->notes);
  g_free (self);
}

/**
 * propus_markdown_notes_resolve:
 * @self: footnotes whose definitions are all known
 *
 * Begins the second reading.
 */
void
propus_markdown_notes_resolve (PropusMarkdownNotes *self)
{
  self->resolving = TRUE;
  g_hash_table_remove_all (self->numbers);
}

/**
 * propus_markdown_notes_is_resolving:
 * @self: footnotes
 *
 * Returns: whether this is the second reading
 */
gboolean
propus_markdown_notes_is_resolving (PropusMarkdownNotes *self)
{
  return self->resolving;
}

/**
 * propus_markdown_notes_define:
 * @self: footnotes
 * @label: is defined somewhere
 */
void
propus_markdown_notes_define (PropusMarkdownNotes *self,
                              const char          *label)
{
  g_hash_table_add (self->defined, g_strdup (label));
}

static gboolean
is_number (const char *label)
{
  guint n = 0;

  while (g_ascii_isdigit (label[n]))
    n++;

  return n > 0 && n <= 3 && label[n] == '\0';
}

/**
 * propus_markdown_notes_refer:
 * @self: footnotes
 * @label: is referred to here
 *
 * Returns: the number of the note; 0 when there is none, or none yet
 */
guint
propus_markdown_notes_refer (PropusMarkdownNotes *self,
                             const char          *label)
{
  guint number = GPOINTER_TO_UINT (g_hash_table_lookup (self->numbers, label));

  if (number > 0)
    return number;
  if (!g_hash_table_contains (self->defined, label) && (self->resolving || !is_number (label)))
    return 0;

  number = g_hash_table_size (self->numbers) + 1;
  g_hash_table_insert (self->numbers, g_strdup (label), GUINT_TO_POINTER (number));

  return number;
}

/**
 * propus_markdown_notes_begin:
 * @self: footnotes that are being resolved
 * @label: whose note follows
 *
 * Returns: (transfer none): where the note's blocks are to be put; their first line is an item
 */
GPtrArray *
propus_markdown_notes_begin (PropusMarkdownNotes *self,
                             const char          *label)
{
  Note *note = g_new0 (Note, 1);

  /* A label that is defined again is not what the references mean. */
  note->label = g_hash_table_add (self->begun, g_strdup (label)) ? g_strdup (label) : NULL;
  note->blocks = g_ptr_array_new_with_free_func ((GDestroyNotify) propus_markdown_block_unref);
  g_ptr_array_add (self->notes, note);

  return note->blocks;
}

static int
compare_notes (gconstpointer a,
               gconstpointer b)
{
  const Note *first = *(Note * const *) a;
  const Note *second = *(Note * const *) b;

  return first->number < second->number ? -1 : first->number > second->number;
}

/**
 * propus_markdown_notes_append:
 * @self: footnotes that have been resolved
 * @blocks: of PropusMarkdownBlock: the document
 *
 * Puts the notes at the end of the document, in the order of their numbers. What nobody refers to comes last.
 */
void
propus_markdown_notes_append (PropusMarkdownNotes *self,
                              GPtrArray           *blocks)
{
  guint next = g_hash_table_size (self->numbers);

  for (guint i = 0; i < self->notes->len; i++)
    {
      Note *note = self->notes->pdata[i];

      if (note->label != NULL)
        note->number = GPOINTER_TO_UINT (g_hash_table_lookup (self->numbers, note->label));
      if (note->number == 0)
        note->number = ++next;
    }
  g_ptr_array_sort (self->notes, compare_notes);

  for (guint i = 0; i < self->notes->len; i++)
    {
      Note *note = self->notes->pdata[i];
      g_autofree char *marker = g_strdup_printf ("%u.", note->number);

      if (note->blocks->len > 0)
        propus_markdown_block_set_marker (note->blocks->pdata[0], marker);
      for (guint j = 0; j < note->blocks->len; j++)
        g_ptr_array_add (blocks, propus_markdown_block_ref (note->blocks->pdata[j]));
    }
  g_ptr_array_set_size (self->notes, 0);
}
