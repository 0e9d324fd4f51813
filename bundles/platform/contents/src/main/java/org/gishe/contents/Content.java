/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.contents;

/**
 * A document that was put into the store.
 *
 * @param id random; names it in other tables
 * @param size of the plain content, in bytes
 * @param sha256 of the plain content, in lower-case hexadecimal
 * @param mediaType IANA media type
 */
public record Content(String id, long size, String sha256, String mediaType) {}
