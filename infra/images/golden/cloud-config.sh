c_keys="${c_keys-} hostname"
c_hostname='p1'
c_keys="${c_keys-} users"
c_users_n=1
c_users_0_keys="${c_users_0_keys-} name"
c_users_0_name='bob'
c_users_0_keys="${c_users_0_keys-} groups"
c_users_0_groups_0='a'
c_users_0_groups_1='b c'
c_users_0_groups_n=2
c_users_0_keys="${c_users_0_keys-} x"
c_users_0_x=''
c_users_n=2
c_users_1='default'
c_users_n=3
c_users_2_keys="${c_users_2_keys-} name"
c_users_2_name='it'\''s'
c_users_2_keys="${c_users_2_keys-} ssh_authorized_keys"
c_users_2_ssh_authorized_keys_0='ssh-ed25519 AAAA me@x'
c_users_2_ssh_authorized_keys_1='two é
'
c_users_2_ssh_authorized_keys_n=2
c_keys="${c_keys-} list"
c_list_n=1
c_list_0_n=1
c_list_0_0='nested'
c_list_0_n=2
c_list_0_1_0='sh'
c_list_0_1_1='-c'
c_list_0_1_2='echo '\''a'\'' "b" > /x'
c_list_0_1_n=3
c_keys="${c_keys-} folded"
c_folded='one two
three'
c_keys="${c_keys-} lit"
c_lit='#!/bin/sh
  indented: yes
'
c_keys="${c_keys-} keep"
c_keep='a

'
c_keys="${c_keys-} broken"
c_broken_0='a'
c_broken_1=''
c_broken_2='b'
c_broken_n=3
c_keys="${c_keys-} plain"
c_plain='this is'
c_keys="${c_keys-} multi"
c_multi='a b'
c_keys="${c_keys-} url"
c_url='http://x:80/#frag'
c_keys="${c_keys-} empty"
c_keys="${c_keys-} n"
c_n=''
