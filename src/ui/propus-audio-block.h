/* propus-audio-block.h - a sound in an answer
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "propus-data-part.h"

G_BEGIN_DECLS

#define PROPUS_TYPE_AUDIO_BLOCK (propus_audio_block_get_type ())
G_DECLARE_FINAL_TYPE (PropusAudioBlock, propus_audio_block, PROPUS, AUDIO_BLOCK, GtkWidget)

GtkWidget *propus_audio_block_new (PropusDataPart *part);

G_END_DECLS
