package sandbox

import (
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
)

// WithKeyDir takes the keys from a directory, or makes them and writes them there for the next time. Files and directory
// can be read by their owner alone. Without it the gateways of a process share keys that end with it.
func WithKeyDir(dir string) Option {
	return func(s *settings) { s.keyDir = dir }
}

// The files of a key directory.
const (
	MerchantKeyFile         = "apiclient_key.pem"        // the merchant's private key
	MerchantCertificateFile = "apiclient_cert.pem"       // its certificate
	PublicKeyFile           = "pub_key.pem"              // the platform's public key
	PlatformCertificateFile = "wechatpay_cert.pem"       // the platform certificate
	APIv3KeyFile            = "apiv3_key.txt"            // the APIv3 key
	platformKeyFile         = "sandbox_platform_key.pem" // private keys of the platform, which only a sandbox has
	publicKeyFile           = "sandbox_pub_key_private.pem"
	strangerKeyFile         = "sandbox_stranger_key.pem"
)

// keys returns the keys that the settings ask for.
func (s *settings) keys() (*keyring, error) {
	if s.keyDir == "" {
		return sharedKeys()
	}
	ring, err := readKeys(s.keyDir)
	if errors.Is(err, fs.ErrNotExist) {
		if err = checkFree(s.keyDir); err == nil {
			ring, err = newKeyring()
		}
		if err == nil {
			err = ring.write(s.keyDir)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("keys in %s: %w", s.keyDir, err)
	}
	return ring, nil
}

// checkFree refuses a directory that has keys of somebody else's: they may be a merchant's real ones.
func checkFree(dir string) error {
	for _, name := range []string{
		MerchantKeyFile, MerchantCertificateFile, PublicKeyFile, PlatformCertificateFile, platformKeyFile, publicKeyFile, strangerKeyFile,
	} {
		if _, err := os.Lstat(filepath.Join(dir, name)); !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("%s is there, and no %s: these are not the keys of a sandbox, and nothing is written over; "+
				"name another directory, or remove what a sandbox left half done", name, APIv3KeyFile)
		}
	}
	return nil
}

// write puts the keys into a directory, and over nothing.
func (k *keyring) write(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	public, err := x509.MarshalPKIXPublicKey(&k.publicKey.key.PublicKey)
	if err != nil {
		return err
	}
	files := []struct {
		name, kind string
		data       []byte
	}{
		{MerchantCertificateFile, "CERTIFICATE", k.merchant.cert.Raw},
		{PlatformCertificateFile, "CERTIFICATE", k.certificate.cert.Raw},
		{PublicKeyFile, "PUBLIC KEY", public},
	}
	for name, key := range map[string]*rsa.PrivateKey{
		MerchantKeyFile: k.merchant.key, platformKeyFile: k.certificate.key, publicKeyFile: k.publicKey.key, strangerKeyFile: k.stranger.key,
	} {
		data, err := x509.MarshalPKCS8PrivateKey(key)
		if err != nil {
			return err
		}
		files = append(files, struct {
			name, kind string
			data       []byte
		}{name, "PRIVATE KEY", data})
	}
	for _, f := range files {
		text := pem.EncodeToMemory(&pem.Block{Type: f.kind, Bytes: f.data})
		if err := writeNew(filepath.Join(dir, f.name), text); err != nil {
			return err
		}
	}
	// Last, since its presence says that the others are there.
	return writeNew(filepath.Join(dir, APIv3KeyFile), []byte(k.apiV3Key+"\n"))
}

// writeNew writes a file that its owner alone can read, and that was not there.
func writeNew(name string, data []byte) error {
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(data)
	return errors.Join(err, file.Close())
}

// readKeys reads what write wrote. The error is fs.ErrNotExist if nothing was written yet.
func readKeys(dir string) (*keyring, error) {
	apiV3Key, err := os.ReadFile(filepath.Join(dir, APIv3KeyFile))
	if err != nil {
		return nil, err
	}
	ring := &keyring{apiV3Key: string(trimmed(apiV3Key))}
	if len(ring.apiV3Key) != 32 {
		return nil, fmt.Errorf("%s has %d bytes, an APIv3 key has 32", APIv3KeyFile, len(ring.apiV3Key))
	}
	ring.oldOnce = sync.OnceValues(func() (signer, error) { return newCertificate("sandbox platform, old") })
	var errs []error
	read := func(s *signer, key, cert, serial string) {
		var err error
		if *s, err = readSigner(dir, key, cert, serial); err != nil {
			errs = append(errs, fmt.Errorf("%w; remove the directory to have new keys made", hideNotExist(err)))
		}
	}
	read(&ring.merchant, MerchantKeyFile, MerchantCertificateFile, "")
	read(&ring.certificate, platformKeyFile, PlatformCertificateFile, "")
	read(&ring.publicKey, publicKeyFile, "", publicKeyID)
	read(&ring.stranger, strangerKeyFile, "", strangerSerial)
	return ring, errors.Join(errs...)
}

// hideNotExist keeps a missing file among others from reading as an empty directory.
func hideNotExist(err error) error { return errors.New(err.Error()) }

func trimmed(data []byte) []byte {
	for len(data) > 0 && (data[len(data)-1] == '\n' || data[len(data)-1] == '\r') {
		data = data[:len(data)-1]
	}
	return data
}

func readSigner(dir, keyFile, certFile, serial string) (signer, error) {
	block, err := readPEM(dir, keyFile)
	if err != nil {
		return signer{}, err
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block)
	if err != nil {
		return signer{}, fmt.Errorf("%s: no PKCS#8 private key", keyFile)
	}
	key, ok := parsed.(*rsa.PrivateKey)
	if !ok {
		return signer{}, fmt.Errorf("%s: no RSA key", keyFile)
	}
	s := signer{serial: serial, key: key}
	if certFile == "" {
		return s, nil
	}
	if block, err = readPEM(dir, certFile); err != nil {
		return signer{}, err
	}
	if s.cert, err = x509.ParseCertificate(block); err != nil {
		return signer{}, fmt.Errorf("%s: %w", certFile, err)
	}
	s.serial = fmt.Sprintf("%X", s.cert.SerialNumber)
	return s, nil
}

func readPEM(dir, name string) ([]byte, error) {
	data, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(data)
	if block == nil {
		return nil, fmt.Errorf("%s: no PEM text", name)
	}
	return block.Bytes, nil
}
