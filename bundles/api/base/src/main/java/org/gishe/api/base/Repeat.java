/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.api.base;

/** How an operation of a plug-in may be repeated when its answer was lost. */
public enum Repeat {
    /** As often as one likes: it only reads. */
    FREELY,
    /** With the same {@link Work#key()}: the receiver recognises it and gives the first answer again. */
    SAME_KEY,
    /** Only after a status query by key said that nothing was done. */
    ASK_FIRST,
    /** Not by a machine: a person decides. */
    NEVER
}
