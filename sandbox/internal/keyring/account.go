package keyring

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
)

// Account has the keys of a merchant.
type Account struct {
	Merchant Signer // the API certificate
	APIv3Key string
}

// APIv2Key returns the merchant's APIv2 key. It is derived from the APIv3 key, so that directories of keys from before it need no
// new file.
func (a *Account) APIv2Key() string {
	sum := sha256.Sum256([]byte("APIv2 " + a.APIv3Key))
	return hex.EncodeToString(sum[:16])
}

// Own returns the account of the first merchant.
func (k *Keyring) Own() *Account { return &Account{k.Merchant, k.APIv3Key} }

// WithAccounts returns a keyring with the accounts of more merchants. They are kept in directories of dir, or, if dir is "", shared by all
// sandboxes of the process.
func (k *Keyring) WithAccounts(dir string, merchants []string) (*Keyring, error) {
	ring := *k
	ring.others = make(map[string]*Account)
	for _, id := range merchants {
		account, err := sharedAccount(id)
		if dir != "" {
			account, err = ring.openAccount(filepath.Join(dir, id))
		}
		if err != nil {
			return nil, err
		}
		ring.others[id] = account
	}
	return &ring, nil
}

// Of returns the account of a merchant, which is the first one's unless WithAccounts named it.
func (k *Keyring) Of(merchant string) *Account {
	if account := k.others[merchant]; account != nil {
		return account
	}
	return k.Own()
}

// Knows reports whether WithAccounts named a merchant.
func (k *Keyring) Knows(merchant string) bool { return k.others[merchant] != nil }

// Holder returns the number of the merchant, other than the first, whose certificate has a serial number, or "".
func (k *Keyring) Holder(serial string) string {
	for id, account := range k.others {
		if strings.EqualFold(account.Merchant.Serial, serial) {
			return id
		}
	}
	return ""
}

var accounts struct {
	mu   sync.Mutex
	byID map[string]*Account
}

// sharedAccount returns the account that all sandboxes of the process use for a merchant: making RSA keys is slow.
func sharedAccount(id string) (*Account, error) {
	accounts.mu.Lock()
	defer accounts.mu.Unlock()
	if account := accounts.byID[id]; account != nil {
		return account, nil
	}
	account, err := newAccount()
	if err != nil {
		return nil, err
	}
	if accounts.byID == nil {
		accounts.byID = make(map[string]*Account)
	}
	accounts.byID[id] = account
	return account, nil
}

func newAccount() (*Account, error) {
	merchant, err := newCertificate("sandbox merchant")
	return &Account{merchant, RandomText(32)}, err
}

// openAccount reads the keys of a merchant in a directory, or makes them and writes them there, next to the public files of the platform.
func (k *Keyring) openAccount(dir string) (*Account, error) {
	key, err := readAPIv3Key(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if err = checkFree(dir); err == nil {
			var account *Account
			if account, err = newAccount(); err == nil {
				err = k.writeAccount(dir, account)
			}
			if err == nil {
				ignore(dir)
				return account, nil
			}
		}
	case err == nil:
		account := &Account{APIv3Key: key}
		if account.Merchant, err = readSigner(dir, MerchantKeyFile, MerchantCertificateFile, ""); err == nil {
			return account, nil
		}
		err = fmt.Errorf("%w; remove the directory to get new keys", hideNotExist(err))
	}
	return nil, fmt.Errorf("keys in %s: %w", dir, err)
}

// writeAccount writes the keys of a merchant, the APIv3 key last.
func (k *Keyring) writeAccount(dir string, account *Account) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	files, err := k.publicFiles(account)
	if err != nil {
		return err
	}
	if err := writeFiles(dir, files); err != nil {
		return err
	}
	if err := writeNew(filepath.Join(dir, APIv2KeyFile), []byte(account.APIv2Key()+"\n")); err != nil {
		return err
	}
	return writeNew(filepath.Join(dir, APIv3KeyFile), []byte(account.APIv3Key+"\n"))
}

// ignoreFile keeps the files of a directory of keys out of a repository. It names them, because the directory may have other files.
const ignoreFile = ".gitignore"

// ignore writes the ignoreFile, unless the directory has one. A directory that cannot be written is used as it is.
func ignore(dir string) {
	lines := []string{"# The keys of a sandbox of wxpaygen. They open nothing but the sandbox."}
	for _, name := range append(keyFiles(), APIv3KeyFile, "call.sh") {
		lines = append(lines, "/"+name)
	}
	_ = writeNew(filepath.Join(dir, ignoreFile), []byte(strings.Join(append(lines, "/"+ignoreFile, ""), "\n")))
}
