package keyring

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

// The files of a key directory.
const (
	MerchantKeyFile         = "apiclient_key.pem"
	MerchantCertificateFile = "apiclient_cert.pem"
	PublicKeyFile           = "pub_key.pem" // the platform's
	PlatformCertificateFile = "wechatpay_cert.pem"
	APIv3KeyFile            = "apiv3_key.txt"
	APIv2KeyFile            = "apiv2_key.txt"
	platformKeyFile         = "sandbox_platform_key.pem" // private keys of the platform, which only a sandbox has
	publicKeyFile           = "sandbox_pub_key_private.pem"
	strangerKeyFile         = "sandbox_stranger_key.pem"
)

// Open reads the keys in a directory. If the directory has none, it makes new keys and writes them there; only the owner
// can read them. Open overwrites nothing.
func Open(dir string) (*Keyring, error) {
	ring, err := read(dir)
	if errors.Is(err, fs.ErrNotExist) {
		if err = checkFree(dir); err == nil {
			ring, err = newKeyring()
		}
		if err == nil {
			err = ring.write(dir)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("keys in %s: %w", dir, err)
	}
	ignore(dir)
	return ring, nil
}

// keyFiles returns the names of all files but the APIv3 key, which is written last.
func keyFiles() []string {
	return []string{
		MerchantKeyFile, MerchantCertificateFile, PublicKeyFile, PlatformCertificateFile, platformKeyFile, publicKeyFile, strangerKeyFile, APIv2KeyFile,
	}
}

// checkFree returns an error if the directory has keys that no sandbox wrote: they may be a merchant's real keys.
func checkFree(dir string) error {
	for _, name := range keyFiles() {
		if _, err := os.Lstat(filepath.Join(dir, name)); !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("there is a file %s and no %s: these are not the keys of a sandbox, and no file is overwritten; "+
				"name another directory, or remove the files if a sandbox was stopped while writing them", name, APIv3KeyFile)
		}
	}
	return nil
}

// write writes the keys into a directory. It overwrites nothing.
func (k *Keyring) write(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	files, err := k.publicFiles(k.Own())
	if err != nil {
		return err
	}
	for name, key := range map[string]*rsa.PrivateKey{platformKeyFile: k.Certificate().Key, publicKeyFile: k.PublicKey.Key, strangerKeyFile: k.Stranger().Key} {
		data, err := x509.MarshalPKCS8PrivateKey(key)
		if err != nil {
			return err
		}
		files = append(files, keyFile{name, "PRIVATE KEY", data})
	}
	if err := writeFiles(dir, files); err != nil {
		return err
	}
	if err := writeNew(filepath.Join(dir, APIv2KeyFile), []byte(k.Own().APIv2Key()+"\n")); err != nil {
		return err
	}
	// The last file: if it exists, the others do.
	return writeNew(filepath.Join(dir, APIv3KeyFile), []byte(k.APIv3Key+"\n"))
}

// keyFile is a file in PEM.
type keyFile struct {
	name, kind string
	data       []byte
}

// publicFiles returns the files of a merchant: its key and its certificate, and those of the platform that are public.
func (k *Keyring) publicFiles(account *Account) ([]keyFile, error) {
	public, err := x509.MarshalPKIXPublicKey(&k.PublicKey.Key.PublicKey)
	if err != nil {
		return nil, err
	}
	private, err := x509.MarshalPKCS8PrivateKey(account.Merchant.Key)
	if err != nil {
		return nil, err
	}
	return []keyFile{
		{MerchantKeyFile, "PRIVATE KEY", private},
		{MerchantCertificateFile, "CERTIFICATE", account.Merchant.Cert.Raw},
		{PlatformCertificateFile, "CERTIFICATE", k.Certificate().Cert.Raw},
		{PublicKeyFile, "PUBLIC KEY", public},
	}, nil
}

func writeFiles(dir string, files []keyFile) error {
	for _, f := range files {
		text := pem.EncodeToMemory(&pem.Block{Type: f.kind, Bytes: f.data})
		if err := writeNew(filepath.Join(dir, f.name), text); err != nil {
			return err
		}
	}
	return nil
}

// writeNew writes a new file that only its owner can read.
func writeNew(name string, data []byte) error {
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(data)
	return errors.Join(err, file.Close())
}

// read reads the files of write. The error is fs.ErrNotExist if there are none.
func read(dir string) (*Keyring, error) {
	apiV3Key, err := readAPIv3Key(dir)
	if err != nil {
		return nil, err
	}
	ring := &Keyring{APIv3Key: apiV3Key}
	ring.oldOnce = sync.OnceValues(func() (Signer, error) { return newCertificate("sandbox platform, old") })
	var errs []error
	readInto := func(s *Signer, key, cert, serial string) {
		var err error
		if *s, err = readSigner(dir, key, cert, serial); err != nil {
			errs = append(errs, fmt.Errorf("%w; remove the directory to get new keys", hideNotExist(err)))
		}
	}
	readInto(&ring.Merchant, MerchantKeyFile, MerchantCertificateFile, "")
	var certificate, stranger Signer
	readInto(&certificate, platformKeyFile, PlatformCertificateFile, "")
	readInto(&ring.PublicKey, publicKeyFile, "", publicKeyID)
	readInto(&stranger, strangerKeyFile, "", strangerSerial)
	ring.certificate, ring.stranger = known(certificate), known(stranger)
	return ring, errors.Join(errs...)
}

func readAPIv3Key(dir string) (string, error) {
	data, err := os.ReadFile(filepath.Join(dir, APIv3KeyFile))
	if err != nil {
		return "", err
	}
	if data = trimmed(data); len(data) != 32 {
		return "", fmt.Errorf("%s has %d bytes, an APIv3 key has 32", APIv3KeyFile, len(data))
	}
	return string(data), nil
}

// hideNotExist makes an error for a missing file that is not fs.ErrNotExist, which means an empty directory.
func hideNotExist(err error) error { return errors.New(err.Error()) }

func trimmed(data []byte) []byte {
	for len(data) > 0 && (data[len(data)-1] == '\n' || data[len(data)-1] == '\r') {
		data = data[:len(data)-1]
	}
	return data
}

func readSigner(dir, keyFile, certFile, serial string) (Signer, error) {
	block, err := readPEM(dir, keyFile)
	if err != nil {
		return Signer{}, err
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block)
	if err != nil {
		return Signer{}, fmt.Errorf("%s: not a PKCS#8 private key", keyFile)
	}
	key, ok := parsed.(*rsa.PrivateKey)
	if !ok {
		return Signer{}, fmt.Errorf("%s: not an RSA key", keyFile)
	}
	s := Signer{Serial: serial, Key: key}
	if certFile == "" {
		return s, nil
	}
	if block, err = readPEM(dir, certFile); err != nil {
		return Signer{}, err
	}
	if s.Cert, err = x509.ParseCertificate(block); err != nil {
		return Signer{}, fmt.Errorf("%s: %w", certFile, err)
	}
	s.Serial = fmt.Sprintf("%X", s.Cert.SerialNumber)
	return s, nil
}

func readPEM(dir, name string) ([]byte, error) {
	data, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(data)
	if block == nil {
		return nil, fmt.Errorf("%s: not PEM text", name)
	}
	return block.Bytes, nil
}
