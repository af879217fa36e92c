/* propus-failure-sentence.c - what is said to a person when an answer did not come
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-failure-sentence.h"

#include <glib/gi18n-lib.h>

/* No usable key. */
static const char *
key_sentence (PropusFailureKind kind)
{
  switch ((int) kind)
    {
    case PROPUS_FAILURE_KEY_MISSING:
      return _("There is no Gemini API key yet. Enter one to get an answer.");
    case PROPUS_FAILURE_KEY_LOST:
      return _("The key that was kept for this session only is gone: the screen was locked, or the key helper stopped. Enter it again.");
    case PROPUS_FAILURE_KEY_ORIGIN:
      return _("Your key was stored for a different server, so Propus does not send it to this one. Enter a key for this server.");
    case PROPUS_FAILURE_KEYRING_LOCKED:
      return _("Your keyring is locked, and nothing on this desktop can ask for its password. Unlock it, then try again.");
    case PROPUS_FAILURE_KEYRING_DISMISSED:
      return _("Your keyring stayed locked, so the key could not be read. Try again, and unlock it when asked.");
    case PROPUS_FAILURE_KEYRING_UNAVAILABLE:
      return _("No keyring is running on this desktop. Use a key for this session only, or install GNOME Keyring or KWallet to keep one.");
    case PROPUS_FAILURE_KEYRING_STUCK:
      return _("Your keyring is not answering. Look for a password prompt behind other windows, then try again.");
    case PROPUS_FAILURE_KEY_MALFORMED:
      return _("This is not a usable key. Copy the whole key and enter it again.");
    case PROPUS_FAILURE_KEYRING_FAILED:
      return _("Your keyring could not do that. Nothing was lost; try again.");
    case PROPUS_FAILURE_KEYRING_PLAIN:
      return _("Your keyring does not encrypt what is sent to it, so your other programs could read the key on its way there.");
    case PROPUS_FAILURE_KEYRING_READ_ONLY:
      return _("Your keyring is read-only, so nothing was changed. Use a key for this session only, or open another keyring.");
    case PROPUS_FAILURE_KEYRING_NONE:
      return _("You have no keyring yet, and none was created. Try again, and choose a password for a new keyring when asked.");
    case PROPUS_FAILURE_ENTRY_CANCELLED:
      return _("No key was entered.");
    case PROPUS_FAILURE_FIND_CHANGED:
      return _("The file has changed since it was searched, so it was left alone. Search again.");
    case PROPUS_FAILURE_FIND_FILE:
      return _("The file cannot be read or changed, so it was left alone. Check its permissions, then search again.");
    default:
      return NULL;
    }
}

/* The API refuses the key. */
static const char *
refused_key_sentence (PropusFailureKind kind)
{
  switch ((int) kind)
    {
    case PROPUS_FAILURE_KEY_INVALID:
      return _("Gemini does not know this key. Make sure that all of it was copied, or create a new one in AI Studio.");
    case PROPUS_FAILURE_KEY_EXPIRED:
      return _("This key has expired. Create a new one in AI Studio, then replace this one.");
    case PROPUS_FAILURE_KEY_TYPE:
      return _("Gemini no longer accepts this kind of key. Create a new one in AI Studio, then replace this one.");
    case PROPUS_FAILURE_KEY_LEAKED:
      return _("Google has blocked this key because it was found in public. Create a new one, switch to it, and delete this one. Then check your usage for requests that were not yours.");
    case PROPUS_FAILURE_KEY_SUSPENDED:
      return _("Google has suspended this key’s project. Look for messages from Google about it, or use a key of another project.");
    case PROPUS_FAILURE_KEY_RESTRICTED:
      return _("This key’s restrictions do not allow this. Change them in Google Cloud Console, or use another key.");
    case PROPUS_FAILURE_API_DISABLED:
      return _("The Gemini API is not enabled in this key’s project. Enable it, wait a few minutes, then try again.");
    case PROPUS_FAILURE_UNAUTHENTICATED:
      return _("Gemini did not accept this key. Check it in AI Studio, or use another one.");
    case PROPUS_FAILURE_PERMISSION:
      return _("This key is not allowed to do that. Choose another model, or use another key.");
    default:
      return NULL;
    }
}

/* The API refuses the request. */
static const char *
refused_request_sentence (PropusFailureKind kind)
{
  switch ((int) kind)
    {
    case PROPUS_FAILURE_INVALID_REQUEST:
      return _("Gemini refused the request as it was. Change the prompt or choose another model.");
    case PROPUS_FAILURE_REGION:
      return _("Gemini is not available in your region, or only with billing. Set up billing for your project, or see where Gemini is available.");
    case PROPUS_FAILURE_NOT_FOUND:
      return _("This model is not available, or no longer offered. Choose another one.");
    case PROPUS_FAILURE_TOO_LARGE:
      return _("The request is too large for Gemini. Shorten the prompt or start a new chat.");
    case PROPUS_FAILURE_RATE_LIMITED:
      return _("Too many requests in a short time. Wait a moment, then try again.");
    case PROPUS_FAILURE_QUOTA_DAILY:
      return _("Today’s quota for this model is used up. It resets at midnight Pacific time; another model may still answer.");
    case PROPUS_FAILURE_QUOTA_ZERO:
      return _("This model is not part of the free tier. Choose another model, or set up billing for your project.");
    case PROPUS_FAILURE_SPEND_LIMIT:
      return _("A spending limit has been reached, or your credit is used up. Check your usage, then try again.");
    case PROPUS_FAILURE_OWN_LIMIT:
      return _("A limit that you set is reached, so this was not sent. You can raise it in Preferences, under Usage.");
    case PROPUS_FAILURE_OWN_LIMIT_SOFT:
      return _("A limit at which you wanted to be asked is reached, so this was not sent yet.");
    case PROPUS_FAILURE_RUNAWAY:
      return _("Too many requests came within a minute, so they are stopped. You can let them go on.");
    case PROPUS_FAILURE_BODY_HOLDS_KEY:
      return _("Your message contains one of your own API keys, so it was not sent. Remove the key, then send it again.");
    default:
      return NULL;
    }
}

/* The server. */
static const char *
server_sentence (PropusFailureKind kind)
{
  switch ((int) kind)
    {
    case PROPUS_FAILURE_CANCELLED:
      return _("The server says that the request was cancelled. Try again.");
    case PROPUS_FAILURE_SERVER:
      return _("Something went wrong at Gemini. Try again in a moment.");
    case PROPUS_FAILURE_OVERLOADED:
      return _("The model is overloaded just now. Try again in a moment, or choose another model.");
    case PROPUS_FAILURE_SERVER_DEADLINE:
      return _("Gemini did not finish in time. Try again, or shorten the prompt.");
    case PROPUS_FAILURE_CAPTIVE_PORTAL:
      return _("The network answered with a page of its own instead of Gemini’s answer. Sign in to the network, then try again.");
    default:
      return NULL;
    }
}

/* The network. */
static const char *
network_sentence (PropusFailureKind kind)
{
  switch ((int) kind)
    {
    case PROPUS_FAILURE_OFFLINE:
      return _("The server could not be reached, or the connection was lost. Check your network, then try again.");
    case PROPUS_FAILURE_DNS:
      return _("The server’s name could not be found. Check your network, then try again.");
    case PROPUS_FAILURE_TLS:
      return _("The server could not prove who it is, so nothing was sent. Check your network and this computer’s clock.");
    case PROPUS_FAILURE_REDIRECT:
      return _("The server tried to redirect the request. Propus does not follow redirects, so your key stays where it belongs.");
    case PROPUS_FAILURE_BASE_URL:
      return _("The server address in GOOGLE_GEMINI_BASE_URL cannot be used: it must be https, or http on this computer.");
    case PROPUS_FAILURE_TIMEOUT:
      return _("The server did not answer in time. Try again.");
    default:
      return NULL;
    }
}

/* The answer, or ourselves. */
static const char *
answer_sentence (PropusFailureKind kind)
{
  switch ((int) kind)
    {
    case PROPUS_FAILURE_EMPTY_ANSWER:
      return _("The answer was empty. Try again.");
    case PROPUS_FAILURE_NOT_AN_ANSWER:
      return _("What came back is not a Gemini answer. Check the network and the server address, then try again.");
    case PROPUS_FAILURE_TRUNCATED:
      return _("The answer was cut off. What arrived is kept; try again for a complete one.");
    case PROPUS_FAILURE_TOO_LONG:
      return _("The answer was too long and was cut off. What arrived is kept.");
    case PROPUS_FAILURE_BLOCKED_PROMPT:
      return _("Gemini’s policies do not allow an answer to this prompt. Change the prompt and try again.");
    case PROPUS_FAILURE_BLOCKED_ANSWER:
      return _("Gemini stopped because its policies do not allow the rest of this answer. What arrived is kept; change the prompt to go on.");
    case PROPUS_FAILURE_MODEL:
      return _("The model stopped before it was finished. What arrived is kept; try again.");
    case PROPUS_FAILURE_BROKER:
      return _("Propus’s key helper stopped unexpectedly, twice in a row. Try again; if that does not help, reinstall Propus.");
    case PROPUS_FAILURE_HISTORY:
      return _("What was said before in this chat could not be read from the history, so nothing was sent. Try again.");
    default:
      return NULL;
    }
}

/* An attachment, by what is wrong with it. */
static const char *
attachment_sentence (const char *detail)
{
  const struct { const char *detail; const char *sentence; } sentences[] = {
    { PROPUS_ATTACHMENT_GONE, _("The file is not there any more, so nothing was sent. Attach it again.") },
    { PROPUS_ATTACHMENT_CHANGED, _("The file changed while it was being sent, so nothing was sent. Attach it again.") },
    { PROPUS_ATTACHMENT_FOLDER, _("A folder cannot be attached. Attach the files in it.") },
    { PROPUS_ATTACHMENT_SPECIAL, _("This is a device or a pipe, not a file, so it cannot be attached.") },
    { PROPUS_ATTACHMENT_EMPTY, _("The file is empty, so there is nothing to attach.") },
    { PROPUS_ATTACHMENT_TOO_LARGE, _("The file is larger than the 2 GB that Gemini takes.") },
    { PROPUS_ATTACHMENT_TYPE, _("Gemini does not take files of this type. Convert it to text, PDF, a picture, a sound or a video.") },
    { PROPUS_ATTACHMENT_REFUSED, _("Google could not make anything of the file, so nothing was sent. Check that it is not damaged.") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (sentences); i++)
    if (g_strcmp0 (detail, sentences[i].detail) == 0)
      return sentences[i].sentence;

  return _("An attached file cannot be read, so nothing was sent. Check its permissions, or remove it.");
}

/* What a restricted key is restricted to. */
static const char *
restriction_sentence (const char *reason)
{
  if (g_strcmp0 (reason, "API_KEY_SERVICE_BLOCKED") == 0)
    return _("This key may not use the Gemini API. Add the Gemini API to its API restrictions, or use another key.");
  if (g_strcmp0 (reason, "API_KEY_IP_ADDRESS_BLOCKED") == 0)
    return _("This key works from certain IP addresses only, and yours is not one of them. Add it, or use another key.");
  if (g_strcmp0 (reason, "API_KEY_HTTP_REFERRER_BLOCKED") == 0)
    return _("This key works on certain websites only, not in a desktop app. Lift that restriction, or use another key.");
  if (g_strcmp0 (reason, "API_KEY_ANDROID_APP_BLOCKED") == 0 || g_strcmp0 (reason, "API_KEY_IOS_APP_BLOCKED") == 0)
    return _("This key works in certain mobile apps only, not in a desktop app. Lift that restriction, or use another key.");

  return NULL;
}

/* The reason that the API gave, in a sentence of its own. */
static char *
dup_reason_sentence (const char *reason)
{
  if (g_strcmp0 (reason, "SAFETY") == 0 || g_strcmp0 (reason, "IMAGE_SAFETY") == 0)
    return g_strdup (_("The safety filter was the reason."));
  if (g_strcmp0 (reason, "RECITATION") == 0 || g_strcmp0 (reason, "IMAGE_RECITATION") == 0)
    return g_strdup (_("It would have repeated a published text too closely."));
  if (g_strcmp0 (reason, "LANGUAGE") == 0)
    return g_strdup (_("The model does not support the language."));
  if (g_strcmp0 (reason, "BLOCKLIST") == 0)
    return g_strdup (_("It would have used a forbidden word."));
  if (g_strcmp0 (reason, "PROHIBITED_CONTENT") == 0 || g_strcmp0 (reason, "IMAGE_PROHIBITED_CONTENT") == 0)
    return g_strdup (_("The content is prohibited."));
  if (g_strcmp0 (reason, "SPII") == 0)
    return g_strdup (_("It would have contained sensitive personal data."));
  if (g_strcmp0 (reason, "NO_IMAGE") == 0 || g_strcmp0 (reason, "IMAGE_OTHER") == 0)
    return g_strdup (_("It could not make the picture."));
  if (g_strcmp0 (reason, "MALFORMED_FUNCTION_CALL") == 0 || g_strcmp0 (reason, "UNEXPECTED_TOOL_CALL") == 0
      || g_strcmp0 (reason, "TOO_MANY_TOOL_CALLS") == 0)
    return g_strdup (_("It asked for a tool in a way that makes no sense."));
  if (g_strcmp0 (reason, "MISSING_THOUGHT_SIGNATURE") == 0)
    return g_strdup (_("A signature from earlier in this chat was missing; a new chat may help."));
  if (g_strcmp0 (reason, "MALFORMED_RESPONSE") == 0)
    return g_strdup (_("It made an answer that could not be read."));
  if (g_strcmp0 (reason, "MODEL_ARMOR") == 0 || g_strcmp0 (reason, "JAILBREAK") == 0)
    return g_strdup (_("The prompt looked like an attempt to get around the rules."));
  if (reason == NULL || *reason == '\0' || g_str_equal (reason, "OTHER"))
    return NULL;

  /* Translators: %s is a word of the API such as MALFORMED_RESPONSE */
  return g_strdup_printf (_("The reason given was “%s”."), reason);
}

/**
 * propus_failure_dup_sentence:
 * @kind: what went wrong
 * @detail: (nullable): propus_failure_get_detail()
 *
 * Says what happened and what to do now, in the person's language. Never holds technical text: that is one click away.
 *
 * Returns: (transfer full): one or two sentences; empty for %PROPUS_FAILURE_NONE
 */
char *
propus_failure_dup_sentence (PropusFailureKind kind,
                             const char       *detail)
{
  static const char *(*const groups[]) (PropusFailureKind) = {
    key_sentence, refused_key_sentence, refused_request_sentence, server_sentence, network_sentence, answer_sentence,
  };
  const char *sentence = kind == PROPUS_FAILURE_KEY_RESTRICTED ? restriction_sentence (detail) : NULL;
  g_autofree char *reason = NULL;

  if (kind == PROPUS_FAILURE_OWN_LIMIT || kind == PROPUS_FAILURE_OWN_LIMIT_SOFT || kind == PROPUS_FAILURE_RUNAWAY)
    sentence = detail;   /* with the amounts */
  if (kind == PROPUS_FAILURE_ATTACHMENT)
    sentence = attachment_sentence (detail);
  for (gsize i = 0; sentence == NULL && i < G_N_ELEMENTS (groups); i++)
    sentence = groups[i] (kind);

  if (sentence == NULL)
    return g_strdup (kind == PROPUS_FAILURE_NONE ? "" : _("Something went wrong. Try again."));

  if (kind == PROPUS_FAILURE_BLOCKED_PROMPT || kind == PROPUS_FAILURE_BLOCKED_ANSWER || kind == PROPUS_FAILURE_MODEL)
    reason = dup_reason_sentence (detail);

  if (reason == NULL)
    return g_strdup (sentence);

  /* Translators: two whole sentences, one after the other; leave the space out where sentences have none between them */
  return g_strdup_printf (_("%s %s"), sentence, reason);
}

/**
 * propus_failure_dup_sentence_for:
 * @failure: what went wrong
 *
 * Like propus_failure_dup_sentence(), but where the broker knows more than the kind tells (why a key was refused, what
 * the keyring did not do) its own sentence is taken.
 *
 * Returns: (transfer full): one or two sentences
 */
char *
propus_failure_dup_sentence_for (PropusFailure *failure)
{
  PropusFailureKind kind;

  g_return_val_if_fail (failure != NULL, NULL);

  kind = propus_failure_get_kind (failure);
  if ((kind == PROPUS_FAILURE_KEY_MALFORMED || kind == PROPUS_FAILURE_KEY_LOST || kind == PROPUS_FAILURE_KEYRING_FAILED ||
       kind == PROPUS_FAILURE_KEYRING_UNAVAILABLE || kind == PROPUS_FAILURE_FIND_CHANGED || kind == PROPUS_FAILURE_FIND_FILE) &&
      *propus_failure_get_message (failure) != '\0')
    return g_strdup (propus_failure_get_message (failure));

  return propus_failure_dup_sentence (kind, propus_failure_get_detail (failure));
}
