/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.schema;

import org.gishe.api.base.LocalText;

/**
 * Where a value does not fit its schema.
 *
 * @param pointer JSON pointer of the value; of the missing or unknown member itself for such
 * @param keyword the schema's keyword, for example {@code maxLength}
 * @param text what is wrong and what to do, for a person; never quotes the value
 */
public record Violation(String pointer, String keyword, LocalText text) {}
