/* propus-find-text.c - what is said to a person about a key in a file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-finds.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  const char *word;
  const char *sentence;
} Sentence;

/* How to take a key out of a program that keeps it for itself, by the program's name. */
static const Sentence program_steps[] = {
  { "LLM", N_("LLM keeps its keys in this file. Delete the entry there; “llm keys path” says where it is.") },
  { "AIChat", N_("AIChat keeps its settings in this file. Take the “api_key” line out there; AIChat then reads GEMINI_API_KEY.") },
  { "Alpaca", N_("Alpaca keeps its keys in a database. Open Alpaca’s instance manager, edit the Gemini instance, clear its key and save.") },
  { "Newelle", N_("Newelle keeps its keys in its settings. Open Newelle’s settings, choose Google Gemini and clear the API key there.") },
  { "Chatbox", N_("Chatbox keeps its keys in this file and in copies beside it. Clear the key in Chatbox’s settings, then delete the old copies.") },
};

static const Sentence skip_reasons[] = {
  { "unreadable", N_("This file cannot be read.") },
  { "too-large", N_("This file is too large to be looked through.") },
  { "binary", N_("This file is not text.") },
  { "not-a-file", N_("This is no ordinary file.") },
  { "malformed", N_("This file is not what its name says.") },
  { "too-many", N_("There were too many files, so the rest was not looked at.") },
};

static const char *
look_up (const Sentence *sentences,
         gsize           n_sentences,
         const char     *word)
{
  for (gsize i = 0; i < n_sentences; i++)
    if (g_str_equal (sentences[i].word, word))
      return _(sentences[i].sentence);

  return NULL;
}

/**
 * propus_find_dup_steps:
 * @find: a find
 *
 * Says what can be done about a key in a file: what moving it does, or why Propus leaves the file alone and how to take
 * the key out by hand.
 *
 * Returns: (transfer full): one or two sentences
 */
char *
propus_find_dup_steps (PropusFind *find)
{
  const char *sentence;

  g_return_val_if_fail (find != NULL, NULL);

  switch (propus_find_get_obstacle (find))
    {
    case PROPUS_FIND_MOVABLE:
      return g_strdup (_("Propus can move it: into the keyring first, then out of this line."));

    case PROPUS_FIND_ENTANGLED:
      return g_strdup (_("The line does more than set this key, or goes on in the next, so Propus leaves it alone. Take the key "
                         "out in a text editor."));

    case PROPUS_FIND_NO_ASSIGNMENT:
      return g_strdup (_("It stands in the midst of other text, so Propus leaves it alone. Take it out in a text editor."));

    case PROPUS_FIND_OTHER_PROGRAM:
    default:
      sentence = look_up (program_steps, G_N_ELEMENTS (program_steps), propus_find_get_program (find));
      return g_strdup (sentence != NULL ? sentence
                                        : _("The file belongs to another program. Clear the key in that program."));
    }
}

/**
 * propus_find_skip_dup_reason:
 * @skip: what was skipped
 *
 * Returns: (transfer full): why, in a sentence
 */
char *
propus_find_skip_dup_reason (PropusFindSkip *skip)
{
  const char *sentence;

  g_return_val_if_fail (skip != NULL, NULL);

  sentence = look_up (skip_reasons, G_N_ELEMENTS (skip_reasons), propus_find_skip_get_reason (skip));

  return g_strdup (sentence != NULL ? sentence : _("This file was not looked at."));
}

/**
 * propus_finds_get_advice:
 *
 * Returns: (transfer none): what remains to be done about a key that lay in a file
 */
const char *
propus_finds_get_advice (void)
{
  return _("A key that lay in a file may also be in backups, snapshots and version control, and overwriting a file does not "
           "erase it from an SSD. It is safer to make a new key and delete this one.");
}
