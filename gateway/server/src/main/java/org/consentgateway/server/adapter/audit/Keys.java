package org.consentgateway.server.adapter.audit;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys of the trail, made at the first start: one that turns the values of parameters into HMACs, an Ed25519 pair
 * that signs checkpoints, and one that seals page links. Several gateways that answer for one URL share them.
 */
public final class Keys {

    private final SecretKeySpec hmac;
    private final KeyPair signing;
    private final SecretKeySpec sealing;

    private Keys(SecretKeySpec hmac, KeyPair signing, SecretKeySpec sealing) {
        this.hmac = hmac;
        this.signing = signing;
        this.sealing = sealing;
    }

    /**
     * Reads the keys, or makes them.
     *
     * @param mayMake false when a signed checkpoint exists: its key is missing then, not new
     * @throws IOException when a key is missing that must be there, or cannot be read
     */
    static Keys open(Path keysFolder, boolean mayMake) throws IOException {
        Files.createDirectories(keysFolder);
        Path pair = keysFolder.resolve("audit-ed25519.key");
        if (!mayMake && !Files.exists(pair))
            throw new IOException("the trail has a signed checkpoint but `audit-ed25519.key` is not in keys.dir");
        try {
            byte[] secret = readOrMake(keysFolder.resolve("audit-hmac.key"), Keys::randomSecret);
            KeyPair signing = pair(readOrMake(pair, Keys::newPair));
            byte[] seal = readOrMake(keysFolder.resolve("pages-aes.key"), Keys::randomSecret);
            return new Keys(new SecretKeySpec(secret, "HmacSHA256"), signing, new SecretKeySpec(seal, "AES"));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException("a key of the audit trail cannot be read", e);
        }
    }

    /**
     * Reads the keys that a gateway has made; makes none.
     *
     * @throws IOException where there are none
     */
    public static Keys existing(Path keysFolder) throws IOException {
        if (!Files.exists(keysFolder.resolve("pages-aes.key")))
            throw new IOException("there are no keys of a gateway in `" + keysFolder + "`");
        return open(keysFolder, false);
    }

    /** Reads an Ed25519 pair of its own, or makes it. */
    static KeyPair pairIn(Path file) throws IOException {
        try {
            return pair(readOrMake(file, Keys::newPair));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException("`" + file.getFileName() + "` is no key", e);
        }
    }

    /** The AES-256 key that seals links to further pages. */
    public SecretKey sealing() {
        return sealing;
    }

    KeyPair signing() {
        return signing;
    }

    /** The keyed hash of a parameter's value, base64url; the same value gives the same hash, and nothing leads back. */
    public String hide(String value) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(hmac);
            byte[] hash = mac.doFinal(value.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (java.security.NoSuchAlgorithmException | InvalidKeyException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private interface Maker {
        byte[] make() throws GeneralSecurityException;
    }

    private static byte[] readOrMake(Path file, Maker maker) throws IOException, GeneralSecurityException {
        if (!Files.exists(file)) writeOnce(file, Base64.getEncoder().encode(maker.make()));
        byte[] key = Base64.getDecoder()
                .decode(new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.US_ASCII).trim());
        if (key.length < 32) throw new IOException("a key of the audit trail is too short");
        return key;
    }

    /** Another gateway that makes the same key at the same time wins or loses as a whole. */
    private static void writeOnce(Path file, byte[] content) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) throw new IOException("a key without a folder");
        Path fresh = Files.createTempFile(
                folder,
                "key",
                ".new",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.write(fresh, content, StandardOpenOption.SYNC);
            Files.createLink(file, fresh);
            Disk.real().syncFolder(folder);
        } catch (FileAlreadyExistsException another) {
            return; // theirs is read
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private static byte[] randomSecret() {
        byte[] secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        return secret;
    }

    private static byte[] newPair() throws GeneralSecurityException {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        byte[] secret = pair.getPrivate().getEncoded();
        byte[] open = pair.getPublic().getEncoded();
        return java.nio.ByteBuffer.allocate(2 + secret.length + open.length)
                .putShort((short) secret.length)
                .put(secret)
                .put(open)
                .array();
    }

    private static KeyPair pair(byte[] stored) throws GeneralSecurityException {
        var read = java.nio.ByteBuffer.wrap(stored);
        int length = read.getShort();
        if (length < 1 || length > read.remaining()) throw new InvalidKeyException("not a key pair");
        byte[] secret = new byte[length];
        read.get(secret);
        byte[] open = new byte[read.remaining()];
        read.get(open);
        KeyFactory keys = KeyFactory.getInstance("Ed25519");
        return new KeyPair(
                keys.generatePublic(new X509EncodedKeySpec(open)),
                keys.generatePrivate(new PKCS8EncodedKeySpec(secret)));
    }
}
