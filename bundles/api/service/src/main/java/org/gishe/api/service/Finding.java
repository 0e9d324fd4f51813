/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.api.service;

import org.gishe.api.base.LocalText;

/**
 * Something in the form that must be mended.
 *
 * @param pointer JSON pointer (RFC 6901) of the field; empty for the form as a whole
 * @param text what is wrong and what to do, for the citizen
 */
public record Finding(String pointer, LocalText text) {}
