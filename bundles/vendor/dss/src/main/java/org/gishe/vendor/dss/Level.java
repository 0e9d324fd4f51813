/* SPDX-License-Identifier: EUPL-1.2 */
package org.gishe.vendor.dss;

/** The baseline levels; each holds the one before. */
public enum Level {
    /** The signature alone. */
    B,
    /** With a time-stamp: proof that it stood at a time. */
    T,
    /** With certificates and revocation data: can be validated when their issuers are gone. */
    LT,
    /** With an archive time-stamp: can be renewed before algorithms weaken. */
    LTA
}
