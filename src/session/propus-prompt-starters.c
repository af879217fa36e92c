/* propus-prompt-starters.c - the prompts that come with Propus
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "propus-prompt-library.h"

/* Not translations of each other: each set is written for those who read it. So they are not in po/. */

static const PropusPromptStarter english[] = {
  { "Translate",
    "Translate the text below into {{language}}. Keep its tone, its names and its formatting. Where a sentence can be read in "
    "two ways, say so in one line at the end.\n\n{{text}}" },
  { "Proofread",
    "Correct spelling, grammar and punctuation in the text below. Change nothing else: keep my words and my style. First give "
    "the corrected text, then list what you changed and why.\n\n{{text}}" },
  { "Summarize",
    "Summarize the text below in {{number}} bullet points for somebody who has not read it. Keep figures and names. Say what is "
    "claimed without being shown.\n\n{{text}}" },
  { "Explain step by step",
    "Explain {{topic}} to me. I already know {{what I know}}. Go step by step, give one concrete example, and name the mistake "
    "that people make most often." },
  { "Reply to a message",
    "Write a reply to the message below. I want to {{goal}}. Friendly, clear, no longer than needed.\n\n{{message}}" },
  { "Review this code",
    "Review the {{programming language}} code below. Look for bugs first, then for what will be hard to change. For each "
    "finding give the line, why it matters and a fix.\n\n```\n{{code}}\n```" },
  { "Explain an error",
    "I get this error when I {{action}}:\n\n```\n{{error message}}\n```\n\nWhat does it mean, what are the likeliest causes, and how do "
    "I find out which of them it is?" },
  { "Compare options",
    "Compare {{option A}} and {{option B}} for {{purpose}}. Use a table with the points that matter for the decision, then say "
    "which one you would choose and what would change your mind." },
  { "Plan a project",
    "Help me to plan {{project}}. It must be finished by {{date}}. List the steps in order, how long each takes, what depends on "
    "what, and the three biggest risks." },
  { "Turn notes into minutes",
    "Turn my notes below into minutes: decisions, open questions, and who does what until when. Mark whatever the notes leave "
    "unclear.\n\n{{notes}}" },
  { "Practise a language",
    "Let us have a conversation in {{language}} about {{topic}}. My level is {{level}}. Answer in two or three sentences, ask me a "
    "question each time, and correct my mistakes briefly before you go on." },
  { NULL, NULL }
};

static const PropusPromptStarter traditional_chinese[] = {
  { "翻譯",
    "請把下面的文字翻譯成{{語言}}，保留原文的語氣、專有名詞和格式。如果有句子可以有兩種解讀，請在最後用一行說明。\n\n{{文字}}" },
  { "校對文章",
    "請校對下面的文字，修正錯字、標點和不通順的句子，但不要改變我的用詞和風格。先列出修改後的全文，再逐項說明改了什麼、為什麼。\n\n{{文字}}" },
  { "重點摘要",
    "請用 {{數量}} 個重點摘要下面的內容，讓沒讀過的人也能看懂。保留數字和人名，並指出哪些說法沒有提出根據。\n\n{{文字}}" },
  { "一步一步說明",
    "請向我說明{{主題}}。我已經知道{{已知的部分}}。請一步一步來，舉一個具體的例子，並說出大家最常犯的錯誤。" },
  { "回覆訊息",
    "請幫我回覆下面的訊息。我想要{{目的}}。語氣有禮貌、意思清楚，不必寫得太長。\n\n{{訊息}}" },
  { "寫一封正式信件",
    "請幫我寫一封給{{收件人}}的正式信件，內容是{{事由}}。請使用台灣常用的書信格式與敬語，並附上主旨。" },
  { "檢查程式碼",
    "請檢查下面的 {{程式語言}} 程式碼。先找出錯誤，再找出日後不容易修改的地方。每一點都請寫出行號、為什麼重要，以及怎麼改。\n\n```\n{{程式碼}}\n```" },
  { "看懂錯誤訊息",
    "我在{{操作}}時出現這個錯誤：\n\n```\n{{錯誤訊息}}\n```\n\n這是什麼意思？最可能的原因有哪些？我該怎麼確認是哪一個？" },
  { "比較選項",
    "請比較{{選項一}}和{{選項二}}，用途是{{用途}}。先用表格列出影響決定的重點，再說你會選哪一個，以及在什麼情況下會改變想法。" },
  { "整理會議紀錄",
    "請把下面的筆記整理成會議紀錄：決議事項、待確認的問題，以及誰在什麼時候以前要完成什麼。筆記裡不清楚的地方請標示出來。\n\n{{筆記}}" },
  { "練習外語對話",
    "請用{{語言}}和我聊聊{{話題}}。我的程度是{{程度}}。每次用兩三句話回答，並問我一個問題；如果我說錯了，先簡短更正再繼續。" },
  { NULL, NULL }
};

/**
 * propus_prompt_starters_get:
 * @languages: (array zero-terminated=1): a person's languages, as g_get_language_names() has them
 *
 * Returns: (transfer none): the prompts in the first of them that there are any in
 */
const PropusPromptStarter *
propus_prompt_starters_get (const char * const *languages)
{
  g_return_val_if_fail (languages != NULL, english);

  for (guint i = 0; languages[i] != NULL; i++)
    {
      if (g_str_has_prefix (languages[i], "zh_TW") || g_str_has_prefix (languages[i], "zh_HK") ||
          g_str_has_prefix (languages[i], "zh_MO") || g_str_has_prefix (languages[i], "zh_Hant"))
        return traditional_chinese;
      if (g_str_has_prefix (languages[i], "en"))
        break;
    }

  return english;
}
